using GroupPages.Data;

namespace GroupPages.Pages.Groups.Admin.Reports;

/// <summary>How the handling of a report ended.</summary>
public enum Handling
{
    Done,

    /// <summary>No such report in this group, or it is about whoever asks: 404.</summary>
    NotThere,

    /// <summary>Another leader was quicker: 409.</summary>
    AlreadyHandled,

    /// <summary>The author leads the group too: 409.</summary>
    IsLeader,

    /// <summary>The author is not in the group any more, or has no account: 409.</summary>
    HasLeft,
}

/// <summary>What can go wrong with a report, in a leader's words.</summary>
public static class ReportErrors
{
    public const string Unknown = "Please choose what to do.";

    public static string WordsOf(Handling handling) => handling switch
    {
        Handling.AlreadyHandled => "Somebody else has handled this report meanwhile. Nothing more was done.",
        Handling.IsLeader => "They lead this group too, so they cannot be muted, removed or banned here. Hide or warn, or talk to each other.",
        _ => "They are not in the group any more. Choose something else.",
    };
}

/// <summary>What leaders may do about a report; the names are those of <c>reports.outcome</c>.</summary>
/// <param name="Name">As the form sends it.</param>
/// <param name="Label">As leaders read it.</param>
/// <param name="WordsFor">Whom the words are for, where they are needed.</param>
public sealed record ReportAction(string Name, string Label, string? WordsFor)
{
    /// <summary>From the mildest on.</summary>
    public static readonly IReadOnlyList<ReportAction> All =
    [
        new("nothing", "Nothing: it is all right", null),
        new("hidden", "Hide the message", "the reason"),
        new("warned", "Warn: they must read your words", "the warning"),
        new("muted", "Mute them for a day", null),
        new("removed", "Remove them from the group", null),
        new("banned", "Ban them: they cannot come back", "the reason"),
    ];

    public const int LongestWords = 280;

    public static ReportAction? Named(string? name) => All.FirstOrDefault(action => action.Name == name);

    /// <summary>What a leader wrote for it, or null with the fault.</summary>
    public string? Words(string? typed, out string? fault) =>
        TextRules.Line(typed, WordsFor is null ? 0 : 1, LongestWords, char.ToUpperInvariant((WordsFor ?? "the reason")[0]) + (WordsFor ?? "the reason")[1..], out fault);
}
