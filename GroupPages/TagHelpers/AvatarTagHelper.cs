using System.Globalization;
using GroupPages.Data;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace GroupPages.TagHelpers;

/// <summary>
/// <c>&lt;avatar user="…" first="…" last="…" /&gt;</c>: a person's initials on a colour made from the id, drawn as SVG.
/// For the eye only: the name always stands beside it.
/// </summary>
[HtmlTargetElement("avatar", TagStructure = TagStructure.WithoutEndTag)]
public sealed class AvatarTagHelper : TagHelper
{
    // The stylesheet has this many hues, .c0 to .c11.
    private const int Hues = 12;

    public UserId? User { get; set; }

    public required string First { get; set; }

    public string Last { get; set; } = "";

    /// <summary>More classes, such as <c>large</c>.</summary>
    public string Look { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var hue = (User?.Value ?? 0) % Hues;
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"avatar c{hue} {Look}".TrimEnd());
        output.Attributes.SetAttribute("viewBox", "0 0 100 100");
        output.Attributes.SetAttribute("aria-hidden", "true");
        output.Content.SetHtmlContent("<rect/><text x=\"50\" y=\"50\">");
        output.Content.Append(Initials(First, Last));
        output.Content.AppendHtml("</text>");
    }

    /// <summary>The first letter of each name: a letter as readers see it, which may be several characters.</summary>
    public static string Initials(string first, string last) => (Letter(first) + Letter(last)).ToUpperInvariant();

    private static string Letter(string name) => name.Length == 0 ? "" : StringInfo.GetNextTextElement(name);
}
