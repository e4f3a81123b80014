using System.Collections.Frozen;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace GroupPages.TagHelpers;

/// <summary><c>&lt;icon name="people" /&gt;</c>: one of our line drawings, for the eye only; words stand beside it.</summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTagHelper : TagHelper
{
    private static readonly FrozenDictionary<string, string> Drawings = new Dictionary<string, string>
    {
        ["people"] = """<circle cx="9" cy="8" r="3.5"/><path d="M2.5 19.5c0-3.3 2.7-5.5 6.5-5.5s6.5 2.2 6.5 5.5zM15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 14.6c2.2.8 3.5 2.6 3.5 4.9h-2.5"/>""",
        ["chat"] = """<path d="M4 4.5h16v12H9.5L4 20.5z"/>""",
        ["conversations"] = """<path d="M3.5 4h13v9H8l-4.5 3.5z"/><path d="M20 8.5v12l-4-3.5H9.5"/>""",
        ["write"] = """<path d="M4 20h4L19.5 8.5l-4-4L4 16zM13 7l4 4"/>""",
        ["code"] = """<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5H14zM17.5 17.5H20V20h-2.5z"/>""",
        ["quiz"] = """<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.8a2.5 2.5 0 1 1 3.7 2.2c-.8.4-1.2 1-1.2 1.8M12 16.6h.01"/>""",
        ["me"] = """<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c0-4 3-6.5 7.5-6.5s7.5 2.5 7.5 6.5"/>""",
        ["manage"] = """<path d="M4 7h10M18 7h2M4 17h2M10 17h10"/><circle cx="16" cy="7" r="2"/><circle cx="8" cy="17" r="2"/>""",
        ["photo"] = """<path d="M4 5.5h16v13H4zM4 16l4.5-4.5 4 4 3-3L20 16.5"/><circle cx="15.5" cy="9.5" r="1.25"/>""",
        ["search"] = """<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>""",
        ["sort"] = """<path d="M7 5v14m0 0-3-3m3 3 3-3M13 7h8M13 12h6M13 17h4"/>""",
        ["list"] = """<path d="M9 6h12M9 12h12M9 18h12M4 6h.01M4 12h.01M4 18h.01"/>""",
        ["grid"] = """<path d="M4.5 4.5h6v6h-6zM13.5 4.5h6v6h-6zM4.5 13.5h6v6h-6zM13.5 13.5h6v6h-6z"/>""",
        ["close"] = """<path d="M6 6l12 12M18 6 6 18"/>""",
        ["more"] = """<path d="M5 12h.01M12 12h.01M19 12h.01"/>""",
        ["back"] = """<path d="M15 5l-7 7 7 7"/>""",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, HtmlString> Whole = Drawings.ToFrozenDictionary(
        drawing => drawing.Key, drawing => new HtmlString($"<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">{drawing.Value}</svg>"));

    public required string Name { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Html(Name));
    }

    /// <inheritdoc cref="AtTagHelper.Html"/>
    public static IHtmlContent Html(string name) => Whole[name];
}
