using System.Globalization;
using System.Net;

namespace GroupPages.Tests.Support;

/// <summary>Direct conversations, made as people make them.</summary>
public static class DirectRows
{
    /// <summary>Starts a conversation, which must be allowed; gives its number.</summary>
    public static async Task<long> StartAsync(this Phone phone, params long[] others)
    {
        using var response = await phone.StartAsync(others, []);
        if (response.StatusCode != HttpStatusCode.SeeOther)
            throw new InvalidOperationException($"Starting gave {(int)response.StatusCode}");
        return response.Conversation();
    }

    public static Task<HttpResponseMessage> StartAsync(this Phone phone, long[] others, (string Name, string Value)[] more) =>
        phone.PostAsync("/chat/new", [.. others.Select(other => ("people", $"{other}")), .. more]);

    /// <summary>The number of the conversation that an answer leads to.</summary>
    public static long Conversation(this HttpResponseMessage response) =>
        long.Parse(response.Headers.Location!.OriginalString["/chat/".Length..], CultureInfo.InvariantCulture);

    /// <summary>Writes into a conversation, which must be allowed.</summary>
    public static async Task WriteAsync(this Phone phone, long conversation, string text)
    {
        using var response = await phone.PostHtmxAsync($"/chat/{conversation}", ("text", text));
        if (response.StatusCode != HttpStatusCode.NoContent)
            throw new InvalidOperationException($"Posting gave {(int)response.StatusCode}");
    }
}
