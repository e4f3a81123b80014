using System.Net;
using GroupPages.Tests.Support;

namespace GroupPages.Tests.Live;

/// <summary>Somebody who writes, and on a bad line tries again with the same key until it is in, as the page does.</summary>
internal sealed class CrowdWriter(TestGroup group, Phone[] phones, SplitMix64 random, string name)
{
    private readonly List<string> faults = [];

    /// <summary>Answers that a writer must never see.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <param name="count">How many messages; up to 30 are within what a user may post at once.</param>
    /// <param name="pause">The longest time between two, in milliseconds.</param>
    public async Task RunAsync(int count, int pause)
    {
        for (var i = 1; i <= count; i++)
        {
            while (!await SayAsync($"{name} {i}"))
                await Task.Delay(TimeSpan.FromMilliseconds(200) + random.Milliseconds(200));
            await Task.Delay(random.Milliseconds(pause));
        }
    }

    private async Task<bool> SayAsync(string text)
    {
        try
        {
            var phone = phones[random.Below(phones.Length)];
            using var answer = await phone.PostHtmxAsync($"{group.Path}/chat", ("text", text), ("key", text));
            if (answer.StatusCode == HttpStatusCode.NoContent)
                return true;
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                await Task.Delay(answer.Headers.RetryAfter!.Delta!.Value);
            else if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                faults.Add($"posting was answered {(int)answer.StatusCode}");
            return faults.Count > 10;
        }
        catch (Exception lost) when (lost is HttpRequestException or OperationCanceledException)
        {
            // Perhaps it is in, perhaps not: that is what the key is for.
            return false;
        }
    }
}
