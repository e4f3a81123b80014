using System.Globalization;
using GroupPages.Data;
using Microsoft.AspNetCore.Html;
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

    public UserId? User { get; set; }

    public required string First { get; set; }

    public string Last { get; set; } = "";

    /// <summary>The key of the photo; null for the initials.</summary>
    public string? Photo { get; set; }

    /// <summary>More classes, such as <c>large</c>; <c>hero</c> for a picture one looks at.</summary>
    public string Look { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Html(User, First, Last, Photo, Look));
    }

    /// <inheritdoc cref="AtTagHelper.Html"/>
    public static IHtmlContent Html(UserId? user, string first, string last, string? photo, string look = "")
    {
        var classes = string.Create(CultureInfo.InvariantCulture, $"avatar c{(user?.Value ?? 0) % Hues} {look}").TrimEnd();
        // Razor hands on null as no letters.
        return string.IsNullOrEmpty(photo)
            ? new HtmlContentBuilder()
                .AppendHtml($"<svg class=\"{classes}\" viewBox=\"0 0 100 100\" aria-hidden=\"true\"><rect/><text x=\"50\" y=\"50\">")
                .Append(Initials(first, last)).AppendHtml("</text></svg>")
            : new HtmlString($"<img class=\"{classes}\" src=\"/photos/{photo}/{(look == Hero ? "small" : "thumb")}\" width=\"150\" height=\"150\" alt=\"\" "
                + (look == Hero ? $"srcset=\"/photos/{photo}/small 400w, /photos/{photo}/medium 800w\" sizes=\"17rem\"" : "loading=\"lazy\"")
                + " decoding=\"async\">");
    }

    /// <summary>The first letter of each name: a letter as readers see it, which may be several characters.</summary>
    public static string Initials(string first, string last) => (Letter(first) + Letter(last)).ToUpperInvariant();

    private static string Letter(string name) => name.Length == 0 ? "" : StringInfo.GetNextTextElement(name);
}
