namespace GroupPages.Pages.Admin;

/// <summary>What can go wrong at the desk, in words; and what went well.</summary>
public static class DeskErrors
{
    public const string EmailTaken = "Another person has this email, perhaps a deleted one.";

    public const string SlugTaken = "Another group has this address, perhaps a deleted one.";

    /// <summary>Why a change was not made.</summary>
    public static string Of(DeskOutcome outcome) => outcome switch
    {
        DeskOutcome.LastSiteAdmin => "The site needs at least one site admin. Appoint somebody else first.",
        DeskOutcome.LastLeader => "A group needs at least one leader. Make somebody else a leader first.",
        DeskOutcome.Managed => "A managed person has no way to sign in of their own.",
        DeskOutcome.Banned => "They are banned from this group. Its leaders can lift the ban.",
        DeskOutcome.TooLate => "Too late: what was deleted can be restored for 30 days, and not once its erasure has begun.",
        _ => "Somebody else was faster. This is how it is now.",
    };

    /// <summary>What an address such as <c>?done=created</c> says; null for what it does not know.</summary>
    public static string? Done(string? what) => what switch
    {
        "created" => "Created.",
        "saved" => "Saved.",
        "deleted" => "Deleted. For 30 days it can be undone.",
        "restored" => "Restored.",
        "erased" => "Erased for good.",
        "appointed" => "They are a site admin now.",
        "dismissed" => "They are no site admin any more.",
        "ended" => "Signed out there.",
        "added" => "Added.",
        "role" => "The role is changed.",
        "again" => "It is tried again now.",
        "mails" => "On its way again. If it fails once more, it is tried again for about a day.",
        "dropped" => "Dropped.",
        "removed" => "They are out of the group.",
        _ => null,
    };
}
