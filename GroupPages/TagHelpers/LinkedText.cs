using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;

namespace GroupPages.TagHelpers;

/// <summary>
/// People's text as HTML: web addresses become links, everything else is encoded. Only http and https are linked, so no
/// script hides in one; <c>nofollow ugc noopener</c> gives the other side neither rank nor a hold on our window.
/// </summary>
public static partial class LinkedText
{
    public static IHtmlContent Of(string text)
    {
        var html = new HtmlContentBuilder();
        var at = 0;
        foreach (Match match in Address().Matches(text))
        {
            var address = Trimmed(match.Value);
            if (!Uri.TryCreate(address, UriKind.Absolute, out _))
                continue;
            html.Append(text[at..match.Index]);
            html.AppendHtml("<a rel=\"nofollow ugc noopener\" target=\"_blank\" href=\"");
            html.Append(address);
            html.AppendHtml("\">");
            html.Append(address);
            html.AppendHtml("</a>");
            at = match.Index + address.Length;
        }
        html.Append(text[at..]);
        return html;
    }

    /// <summary>True when <see cref="Of"/> would make a link of something in it.</summary>
    public static bool HasLink(string text) =>
        Address().Matches(text).Any(match => Uri.TryCreate(Trimmed(match.Value), UriKind.Absolute, out _));

    // "See https://example.org/a_(b)." ends before the full stop, but keeps a bracket that it opened itself.
    private static string Trimmed(string address)
    {
        var end = address.Length;
        while (end > 0 && (".,;:!?'\"”’»".Contains(address[end - 1])
            || (address[end - 1] == ')' && address[..end].Count(c => c == ')') > address[..end].Count(c => c == '('))))
            end--;
        return address[..end];
    }

    [GeneratedRegex(@"\bhttps?://[^\s<>""]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 200)]
    private static partial Regex Address();
}
