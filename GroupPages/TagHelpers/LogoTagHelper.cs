using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace GroupPages.TagHelpers;

/// <summary><c>&lt;logo group="…" /&gt;</c>: a group's logo, or a tile with the first two letters of its name.</summary>
[HtmlTargetElement("logo", TagStructure = TagStructure.WithoutEndTag)]
public sealed class LogoTagHelper : TagHelper
{
    public required string Group { get; set; }

    /// <summary>The key of the logo; null for the letters.</summary>
    public string? Photo { get; set; }

    /// <summary>More classes, such as <c>large</c>.</summary>
    public string Look { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        // Razor hands on null as no letters.
        if (!string.IsNullOrEmpty(Photo))
        {
            output.TagName = "img";
            output.TagMode = TagMode.StartTagOnly;
            output.Attributes.SetAttribute("class", $"logo {Look}".TrimEnd());
            output.Attributes.SetAttribute("src", $"/photos/{Photo}/thumb");
            output.Attributes.SetAttribute("width", 150);
            output.Attributes.SetAttribute("height", 150);
            output.Attributes.SetAttribute("alt", "");
            return;
        }
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"logo {Look}".TrimEnd());
        output.Attributes.SetAttribute("aria-hidden", "true");
        output.Content.SetContent(Letters(Group));
    }

    private static string Letters(string name)
    {
        var first = StringInfo.GetNextTextElement(name);
        return first.Length < name.Length ? (first + StringInfo.GetNextTextElement(name, first.Length)).Trim() : first;
    }
}
