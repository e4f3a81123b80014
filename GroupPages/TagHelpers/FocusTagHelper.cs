using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace GroupPages.TagHelpers;

/// <summary>
/// A form that came back refused is gone on with where it was refused: the first field that is marked as wrong, or a word of refusal
/// above them all, has the focus as the page opens, with or without script. A reader for the blind says both what it is and what is
/// wrong with it (WCAG 2.2, 3.3.1). What has no field of its own to mark says so itself, by <c>autofocus</c>.
/// </summary>
[HtmlTargetElement("input", Attributes = Invalid, TagStructure = TagStructure.WithoutEndTag)]
[HtmlTargetElement("textarea", Attributes = Invalid)]
[HtmlTargetElement("select", Attributes = Invalid)]
[HtmlTargetElement("p", Attributes = Alert)]
[HtmlTargetElement("div", Attributes = Alert)]
public sealed class FocusTagHelper : TagHelper
{
    private const string Invalid = "aria-invalid", Alert = "[role=alert]", Focus = "autofocus";

    private static readonly object Given = new();

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var http = View.HttpContext;
        if (http.Response.StatusCode < StatusCodes.Status400BadRequest || !IsWrong(output) || !http.Items.TryAdd(Given, true))
            return;
        if (!output.Attributes.ContainsName(Focus))
            output.Attributes.Add(new(Focus));
        // A word is read, not tabbed to.
        if (output.TagName is "p" or "div")
            output.Attributes.SetAttribute("tabindex", "-1");
    }

    // Of the words only those above a form; what stands beside a field is read with the field.
    private static bool IsWrong(TagHelperOutput output) => output.TagName is "p" or "div"
        ? output.Attributes.TryGetAttribute("class", out var look) && $"{look.Value}".StartsWith("notice", StringComparison.Ordinal)
        : output.Attributes.ContainsName(Invalid);
}
