using System.Globalization;
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
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        output.Content.SetContent(Time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
    }
}
