using System.Globalization;
using System.Net;
using GroupPages.Tests.Support;

namespace GroupPages.Tests.Live;

/// <summary>
/// Somebody who writes, edits, deletes, reacts, and, as a leader, hides and shows again: at random, and on a bad line the
/// same once more. Any of it may be refused: they may be out by then, or the message gone.
/// </summary>
internal sealed class TalkWriter(Talk talk, Phone[] phones, SplitMix64 random, bool isLeader, string name)
{
    private static readonly string[] Emoji = ["👍", "❤️", "😂", "👨‍👩‍👧", "🇩🇪"];

    private readonly List<long> mine = [];
    // What it has hidden: shown again by choice and not by luck, or a short crowd may never manage to.
    private readonly List<string> hidden = [];
    private readonly List<string> faults = [];
    private int said;

    public IReadOnlyList<string> Faults => faults;

    /// <summary>What it did that was taken, by name.</summary>
    public Dictionary<string, int> Done { get; } = [];

    /// <param name="count">How many things.</param>
    /// <param name="known">Messages with numbers from 1 up to this are there from the start.</param>
    public async Task RunAsync(int count, int pause, int known)
    {
        for (var i = 0; i < count; i++)
        {
            var (what, path, fields) = Choose(known);
            for (var tries = 0; tries < 40 && !await DoAsync(what, path, fields); tries++)
                await Task.Delay(TimeSpan.FromMilliseconds(100) + random.Milliseconds(200));
            await Task.Delay(random.Milliseconds(pause));
        }
    }

    private (string What, string Path, (string, string)[] Fields) Choose(int known)
    {
        // Mostly what was said lately, now and then something long ago.
        var any = random.OneIn(4) || mine.Count == 0 ? 1 + random.Below(known) : mine[^1] - random.Below(12);
        var own = mine.Count == 0 ? 0 : mine[random.Below(mine.Count)];
        return (random.Below(isLeader ? 12 : 9)) switch
        {
            0 or 1 or 2 when talk.Path is not null => ("post", talk.Path, [("text", $"{name} says {++said}"), ("key", $"{name} {said}")]),
            0 or 1 or 2 or 3 or 4 when own > 0 => ("edit", Below(own, "edit"), [("text", $"{name} rather says {++said}")]),
            5 when own > 0 && random.OneIn(2) => ("delete", Below(own, "delete"), []),
            9 or 10 => ("hide", Below(any, "hide"), [("reason", "unkind")]),
            11 when hidden.Count > 0 => ("unhide", hidden[random.Below(hidden.Count)].Replace("/hide", "/unhide", StringComparison.Ordinal), []),
            11 => ("unhide", Below(any, "unhide"), []),
            var other => ("react", Below(any, "react"), [("emoji", Emoji[random.Below(Emoji.Length)]), ("on", random.OneIn(3) ? "0" : "1")]),
        };
    }

    /// <summary>Messages of its own that are there from the start.</summary>
    public void Own(IEnumerable<long> seqs) => mine.AddRange(seqs);

    private string Below(long seq, string change) => $"/chat/{talk.Id}/{seq}/{change}";

    private async Task<bool> DoAsync(string what, string path, (string, string)[] fields)
    {
        try
        {
            using var answer = await phones[random.Below(phones.Length)].PostHtmxAsync(path, fields);
            switch (answer.StatusCode)
            {
                case HttpStatusCode.NoContent:
                    Done[what] = Done.GetValueOrDefault(what) + 1;
                    if (what == "hide")
                        hidden.Add(path);
                    if (what == "post")
                        mine.Add(long.Parse(answer.Headers.GetValues("Message-Id").Single().Split('-')[2], CultureInfo.InvariantCulture));
                    return true;
                case HttpStatusCode.NotFound or HttpStatusCode.Conflict:
                    return true;
                case HttpStatusCode.TooManyRequests:
                    await Task.Delay(answer.Headers.RetryAfter!.Delta!.Value);
                    return false;
                case HttpStatusCode.ServiceUnavailable:
                    return false;
                default:
                    faults.Add($"{what} was answered {(int)answer.StatusCode}");
                    return true;
            }
        }
        catch (Exception lost) when (lost is HttpRequestException or OperationCanceledException)
        {
            // Perhaps it is done, perhaps not: each of these may be done twice.
            return false;
        }
    }
}
