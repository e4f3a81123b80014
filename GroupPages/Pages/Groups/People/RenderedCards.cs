using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace GroupPages.Pages.Groups.People;

/// <summary>
/// Cards as they were rendered, kept with the member they show: while a crowd joins, every page is new but hardly a card
/// on it is. They go when the member changes, since that makes another <see cref="Access.MemberCard"/>.
/// </summary>
internal sealed class RenderedCards(HtmlEncoder encoder)
{
    private readonly ConditionalWeakTable<Access.MemberCard, HtmlString?[]> cards = [];

    /// <summary>The partial <c>_MemberCard</c> for this card, rendered now or before.</summary>
    public async ValueTask<IHtmlContent> OfAsync(IHtmlHelper html, MemberCardView card)
    {
        // One's own card is on one's own page only.
        if (card.IsMe)
            return await html.PartialAsync("_MemberCard", card);
        var kept = cards.GetValue(card.Member, static _ => new HtmlString?[4]);
        var variant = (card.IsMet ? 1 : 0) + (card.IsNew ? 2 : 0);
        return kept[variant] ??= await RenderAsync(html, card);
    }

    private async Task<HtmlString> RenderAsync(IHtmlHelper html, MemberCardView card)
    {
        await using var text = new StringWriter();
        (await html.PartialAsync("_MemberCard", card)).WriteTo(text, encoder);
        return new(text.ToString());
    }
}
