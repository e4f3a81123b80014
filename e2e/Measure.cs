using Deque.AxeCore.Commons;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace GroupPages.E2E;

/// <summary>What a page must be for everybody: reachable, readable, no wider than the screen.</summary>
public static class Measure
{
    // Measures how far from its middle a control can be touched, since a pseudo-element may enlarge it past its box.
    // Links inside a sentence are exempt (WCAG 2.2, 2.5.8).
    private const string SmallTargets = """
        () => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select, textarea')].filter(e => {
            if (!e.checkVisibility({ visibilityProperty: true }) || e.matches('.skip')) return false;
            // What stands behind an open dialog cannot be touched at all.
            if (document.querySelector('dialog:modal') && !e.closest('dialog:modal')) return false;
            if (e.matches('a') && getComputedStyle(e).display === 'inline' && e.closest('p, .bubble, li')?.textContent.trim() !== e.textContent.trim()) return false;
            e.scrollIntoView({ block: 'center', inline: 'nearest' });
            // A tap on the label of a box is one on the box.
            const target = e.closest('label') ?? e, box = target.getBoundingClientRect();
            if (box.width >= 43.5 && box.height >= 43.5) return false;
            const x = box.x + box.width / 2, y = box.y + box.height / 2;
            const reach = (dx, dy) => {
                for (let n = 0; n < 44; n++) {
                    const hit = document.elementFromPoint(x + n * dx, y + n * dy);
                    if (!hit || !target.contains(hit)) return n;
                }
                return 44;
            };
            return Math.max(box.width, reach(1, 0) + reach(-1, 0)) < 43.5 || Math.max(box.height, reach(0, 1) + reach(0, -1)) < 43.5;
        }).map(e => { const b = e.getBoundingClientRect(); return `${e.outerHTML.slice(0, 90)}: ${Math.round(b.width)}x${Math.round(b.height)}`; })
        """;

    // Anything that sticks out, though the page itself may hide it: cut-off words are as bad as a page that scrolls sideways. And
    // what scrolls sideways inside the page: nobody looks for a tab that is out of sight.
    private const string TooWide = """
        () => {
            const wide = document.documentElement.clientWidth;
            const inScroller = e => { for (; e && e !== document.body; e = e.parentElement) if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(e).overflowX)) return true; };
            return [...document.querySelectorAll('body *')]
                .filter(e => e.checkVisibility() && !e.closest('svg') && !e.matches('.vh, .skip') && !inScroller(e.parentElement))
                .filter(e => { const b = e.getBoundingClientRect(); return b.width > 1 && (b.right > wide + 1 || b.left < -1); })
                .map(e => `${e.outerHTML.slice(0, 90)}: ${Math.round(e.getBoundingClientRect().left)} to ${Math.round(e.getBoundingClientRect().right)} of ${wide}`)
                .concat([...document.querySelectorAll('body *')]
                    .filter(e => ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) && !e.matches('textarea') && e.checkVisibility() && e.scrollWidth > e.clientWidth + 1)
                    .map(e => `${e.outerHTML.slice(0, 90)}: scrolls sideways, ${e.scrollWidth} in ${e.clientWidth}`))
                .concat(document.documentElement.scrollWidth > wide ? [`the page: ${document.documentElement.scrollWidth} of ${wide}`] : []);
        }
        """;

    // Their places are reserved as squares; a picture that forgets it is drawn out of shape.
    private const string OutOfShape = """
        () => [...document.querySelectorAll('.logo, .avatar')].map(e => [e, e.getBoundingClientRect()])
            .filter(([, b]) => Math.abs(b.width - b.height) > 1.5).map(([e, b]) => `${e.outerHTML.slice(0, 90)}: ${Math.round(b.width)}x${Math.round(b.height)}`)
        """;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    // Not by the package's own RunAxe, which opens a second page for frames that no page of ours has: three quarters of a second.
    private const string Violations = """
        async rule => {
            const found = await axe.run(document, { resultTypes: ['violations'], ...(rule ? { runOnly: { type: 'rule', values: [rule] } } : {}) });
            return found.violations.flatMap(v => v.nodes.map(n =>
                `${v.id}: ${n.html}\n    ${[...n.any, ...n.all, ...n.none].map(c => c.message).join('; ')}`));
        }
        """;

    /// <param name="rule">Only this one; all by default.</param>
    public static async Task AxeFindsNothingAsync(IPage page, string when, string? rule = null)
    {
        // Half a megabyte: once a page.
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
            await page.EvaluateAsync(Axe);
        var found = await page.EvaluateAsync<string[]>(Violations, rule);
        Assert.True(found.Length == 0, $"{when}:\n{string.Join('\n', found)}");
    }

    public static async Task IsNotTooWideAsync(IPage page, string when)
    {
        var wide = await page.EvaluateAsync<string[]>(TooWide);
        Assert.True(wide.Length == 0, $"{when}, too wide:\n{string.Join('\n', wide)}");
    }

    public static async Task TargetsAreLargeAsync(IPage page)
    {
        var small = await page.EvaluateAsync<string[]>(SmallTargets);
        Assert.True(small.Length == 0, $"Touch targets below 44 px:\n{string.Join('\n', small)}");
    }

    public static async Task FacesAndLogosAreSquareAsync(IPage page)
    {
        var shapes = await page.EvaluateAsync<string[]>(OutOfShape);
        Assert.True(shapes.Length == 0, $"Out of shape:\n{string.Join('\n', shapes)}");
    }

    /// <summary>Sets the reader's own text size; the usual one is 16.</summary>
    public static async Task SetTextSizeAsync(IPage page, int pixels)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Page.setFontSizes", new() { ["fontSizes"] = new Dictionary<string, object> { ["standard"] = pixels } });
    }

    /// <summary>A page that says a form was refused has the focus at what was wrong, not nowhere.</summary>
    public static async Task GoesOnWhereItWasRefusedAsync(IPage page)
    {
        if ((await page.TitleAsync()).StartsWith("Error:", StringComparison.Ordinal))
            await Eventually.TrueAsync(() => page.EvaluateAsync<bool>("document.activeElement !== document.body"), TimeSpan.FromSeconds(2), "the focus must be at what is to be changed");
    }
}
