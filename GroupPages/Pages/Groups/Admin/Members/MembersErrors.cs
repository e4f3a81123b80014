using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary>What can go wrong with members, in the leader's words; and what went well.</summary>
public static class MembersErrors
{
    public const string LastLeader = "The last leader of a group cannot go, nor be a plain member. Make somebody else a leader first.";

    public const string NobodyChosen = "Choose somebody first: tick the boxes beside the names.";

    public const string NoRole = "Choose what they should be: member or leader.";

    public const string OnlyGuests = "Who waits to be let in has no role yet: approve them under Requests.";

    public const string Yourself = "You cannot ban yourself. To go, leave the group on your own page.";

    /// <summary>Why a change was not made, and the status that says so; null when there is nothing to say.</summary>
    /// <param name="changed">Null when there was nobody it could be done to.</param>
    /// <param name="role">What they were to become, as it was asked.</param>
    internal static (string Words, int Status)? Of(MembersChanged? changed, string role) => changed switch
    {
        null => (role is "leader" or "member" ? OnlyGuests : NoRole, StatusCodes.Status422UnprocessableEntity),
        { Outcome: MemberOutcome.LastLeader } => (LastLeader, StatusCodes.Status409Conflict),
        _ => null,
    };

    /// <summary>What an address such as <c>?done=removed&amp;n=2</c> says; null for what it does not know.</summary>
    public static string? Done(string? what, int count) => what switch
    {
        "removed" => $"{People(count)} removed.",
        "approved" => $"{People(count)} let in.",
        "leader" => $"{People(count)} made leader.",
        "member" => $"{People(count)} made member.",
        "same" => "Nothing to change: they are that already.",
        "lifted" => "The ban is lifted. They may come back by any code.",
        "banned" => "Banned. They are out, and no code lets them in.",
        "added" => "Added. Give them a login code when they have a phone.",
        _ => null,
    };

    private static string People(int count) => count == 1 ? "One person was" : $"{count:N0} people were";

    /// <summary>The page again, with a status; a change that was not made is shown there in words.</summary>
    internal static IActionResult Refused(this PageModel page, int status)
    {
        page.Response.StatusCode = status;
        return page.Page();
    }
}
