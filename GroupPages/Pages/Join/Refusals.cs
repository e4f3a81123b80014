using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Join;

/// <summary>Shows why a join did not happen: the one place where refusals become statuses and pages.</summary>
public sealed class Refusals
{
    public IActionResult Show(PageModel page, JoinRefusal refusal) => refusal switch
    {
        JoinRefusal.Gone gone => new NoticeResult(StatusCodes.Status410Gone, gone.Title, gone.Words),
        JoinRefusal.StaleForm => new NoticeResult(StatusCodes.Status409Conflict, "This form was used before",
            "Scan the code again to get a fresh one. If you joined on this phone, you are in already."),
        JoinRefusal.TooMany => new TooManyResult(),
        _ => page.NotFound(),
    };
}
