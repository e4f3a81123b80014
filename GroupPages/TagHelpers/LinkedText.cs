using System.Globalization;
using System.Text.RegularExpressions;
using GroupPages.Pages.Chat;
using Microsoft.AspNetCore.Html;

namespace GroupPages.TagHelpers;

/// <summary>
/// People's text as HTML: web addresses become links, names are marked, everything else is encoded. Only http and https are linked, so no
/// script hides in one; <c>nofollow ugc noopener</c> gives the other side neither rank nor a hold on our window.
/// </summary>
public static partial class LinkedText
{
    /// <param name="named">Whom the text names; none by default.</param>
    public static IHtmlContent Of(string text, IReadOnlyList<NamedPerson>? named = null)
    {
        var html = new HtmlContentBuilder();
        var at = 0;
        foreach (Match match in Address().Matches(text))
        {
            var address = Trimmed(match.Value);
            if (!Uri.TryCreate(address, UriKind.Absolute, out _))
                continue;
            AppendNamed(html, text[at..match.Index], named ?? []);
            html.AppendHtml("<a rel=\"nofollow ugc noopener\" target=\"_blank\" href=\"");
            html.Append(address);
            html.AppendHtml("\">");
            html.Append(address);
            html.AppendHtml("</a>");
            at = match.Index + address.Length;
        }
        AppendNamed(html, text[at..], named ?? []);
        return html;
    }

    /// <summary>True when <see cref="Of"/> would make a link of something in it.</summary>
    public static bool HasLink(string text) =>
        Address().Matches(text).Any(match => Uri.TryCreate(Trimmed(match.Value), UriKind.Absolute, out _));

    // The page's script tells the one who is named: only it knows whose page it is.
    private static void AppendNamed(HtmlContentBuilder html, string text, IReadOnlyList<NamedPerson> named)
    {
        var at = 0;
        for (var sign = text.IndexOf('@', StringComparison.Ordinal); sign >= 0 && named.Count > 0; sign = text.IndexOf('@', sign + 1))
        {
            if (sign < at || named.Where(person => person.StandsAt(text, sign)).MaxBy(person => person.Name.Length) is not { } who)
                continue;
            html.Append(text[at..sign]);
            html.AppendHtml(string.Create(CultureInfo.InvariantCulture, $"<span class=\"mention\" data-user=\"{who.Id.Value}\">"));
            at = sign + 1 + who.Name.Length;
            html.Append(text[sign..at]);
            html.AppendHtml("</span>");
        }
        html.Append(text[at..]);
    }

    // "See https://example.org/a_(b)." ends before the full stop, but keeps a bracket that it opened itself.
    private static string Trimmed(string address)
    {
        var (end, opened, closed) = (address.Length, address.Count('('), address.Count(')'));
        for (; end > 0; end--)
        {
            if (address[end - 1] == ')' && closed > opened)
                closed--;
            else if (!".,;:!?'\"”’»".Contains(address[end - 1]))
                break;
        }
        return address[..end];
    }

    [GeneratedRegex(@"\bhttps?://[^\s<>""]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
