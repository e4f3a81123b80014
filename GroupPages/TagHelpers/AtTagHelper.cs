using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace GroupPages.TagHelpers;

/// <summary><c>&lt;at time="…" /&gt;</c>: a moment, in UTC until the page's script puts it into the reader's own time.</summary>
[HtmlTargetElement("at", TagStructure = TagStructure.WithoutEndTag)]
public sealed class AtTagHelper : TagHelper
{
    public DateTimeOffset Time { get; set; }

    /// <summary>A .NET format for the text; the time of day by default.</summary>
    public string Format { get; set; } = "HH:mm";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Html(Time, Format));
        // Whoever has no script to make it their own time is told whose it is.
        if (Format.Contains("HH", StringComparison.Ordinal) && !Format.Contains("UTC", StringComparison.Ordinal))
            output.PostContent.SetHtmlContent("<noscript> UTC</noscript>");
    }

    /// <summary>The same without the tag: for a fragment that is drawn for each message.</summary>
    public static IHtmlContent Html(DateTimeOffset time, string format = "HH:mm") => new HtmlContentBuilder()
        .AppendHtml(string.Create(CultureInfo.InvariantCulture, $"<time datetime=\"{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\">"))
        .Append(time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture))
        .AppendHtml("</time>");
}
