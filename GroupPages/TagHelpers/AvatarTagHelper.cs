using System.Globalization;
using GroupPages.Data;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace GroupPages.TagHelpers;

/// <summary>
/// <c>&lt;avatar user="…" first="…" last="…" /&gt;</c>: a person's photo, or their initials on a colour made from the id, drawn
/// as SVG. The same colour stands in the photo's place until it has come.
/// For the eye only: the name always stands beside it.
/// </summary>
[HtmlTargetElement("avatar", TagStructure = TagStructure.WithoutEndTag)]
public sealed class AvatarTagHelper : TagHelper
{
    // The stylesheet has this many hues, .c0 to .c11.
    private const int Hues = 12;

    private const string Hero = "hero";

    // Pixels of the thumb; the stylesheet says how large it is shown.
    private const int Thumb = 150;

    public UserId? User { get; set; }

    public required string First { get; set; }

    public string Last { get; set; } = "";

    /// <summary>The key of the photo; null for the initials.</summary>
    public string? Photo { get; set; }

    /// <summary>More classes, such as <c>large</c>; <c>hero</c> for a picture one looks at.</summary>
    public string Look { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var hue = (User?.Value ?? 0) % Hues;
        output.Attributes.SetAttribute("class", $"avatar c{hue} {Look}".TrimEnd());
        // Razor hands on null as no letters.
        if (!string.IsNullOrEmpty(Photo))
        {
            ProcessPhoto(output, Photo);
            return;
        }
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("viewBox", "0 0 100 100");
        output.Attributes.SetAttribute("aria-hidden", "true");
        output.Content.SetHtmlContent("<rect/><text x=\"50\" y=\"50\">");
        output.Content.Append(Initials(First, Last));
        output.Content.AppendHtml("</text>");
    }

    private void ProcessPhoto(TagHelperOutput output, string photo)
    {
        output.TagName = "img";
        output.TagMode = TagMode.StartTagOnly;
        output.Attributes.SetAttribute("src", $"/photos/{photo}/{(Look == Hero ? "small" : "thumb")}");
        output.Attributes.SetAttribute("width", Thumb);
        output.Attributes.SetAttribute("height", Thumb);
        output.Attributes.SetAttribute("alt", "");
        if (Look == Hero)
        {
            output.Attributes.SetAttribute("srcset", $"/photos/{photo}/small 400w, /photos/{photo}/medium 800w");
            output.Attributes.SetAttribute("sizes", "17rem");
        }
        else
        {
            output.Attributes.SetAttribute("loading", "lazy");
        }
        output.Attributes.SetAttribute("decoding", "async");
    }

    /// <summary>The first letter of each name: a letter as readers see it, which may be several characters.</summary>
    public static string Initials(string first, string last) => (Letter(first) + Letter(last)).ToUpperInvariant();

    private static string Letter(string name) => name.Length == 0 ? "" : StringInfo.GetNextTextElement(name);
}
