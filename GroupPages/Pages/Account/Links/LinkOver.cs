using GroupPages.Ops;

namespace GroupPages.Pages.Account.Links;

/// <summary>The one answer for every link that does not hold, unknown, used or over: a guess learns nothing.</summary>
internal static class LinkOver
{
    public static NoticeResult Show(HttpContext http, Limits limits)
    {
        limits.CountMiss(http);
        return new(StatusCodes.Status410Gone, "This link no longer works",
            "It was used, its hour is over, or it was never one. You can have a new one mailed to you.");
    }
}
