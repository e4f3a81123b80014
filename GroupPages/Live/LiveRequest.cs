using System.Globalization;
using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Pages.Groups.People;
using Microsoft.AspNetCore.WebUtilities;

namespace GroupPages.Live;

/// <summary>What a request for a stream asks. Read without the request's collections, which would live as long as the stream.</summary>
/// <param name="Token">The session's token; null for a visitor.</param>
/// <param name="Conversation">The open conversation's number as it was sent.</param>
/// <param name="Group">The slug of the group whose people page is open.</param>
/// <param name="Cursor">Where the reader is: what the browser says after a break wins over what the page said at its start.</param>
/// <param name="At">What the people page is up to date with.</param>
internal sealed record LiveRequest(string? Token, string? Conversation, string? Group, long? Cursor, PageMark? At)
{
    public static LiveRequest Of(HttpRequest request)
    {
        string? conversation = null, group = null;
        long? after = null;
        PageMark? at = null;
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            var value = pair.DecodeValue().ToString();
            switch (pair.DecodeName().Span)
            {
                case "c" when value.Length > 0: conversation = value; break;
                case "g" when value.Length > 0: group = value; break;
                case "after": after = Number(value); break;
                case "at": at = PageMark.Parse(value); break;
            }
        }
        return new(SessionCookie.TokenOf(request), conversation, group, Number(request.Headers["Last-Event-ID"].ToString()) ?? after, at);
    }

    /// <summary>The conversation asked for; null when that is not a number.</summary>
    public ConversationId? ConversationId => Number(Conversation) is { } id ? new(id) : null;

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
