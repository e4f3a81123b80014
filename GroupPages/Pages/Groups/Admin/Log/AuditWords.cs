using System.Collections.Frozen;

namespace GroupPages.Pages.Groups.Admin.Log;

/// <summary>What an action of the audit log is called.</summary>
/// <param name="Kind">One of <see cref="AuditWords.Kinds"/>: the filter it is found by.</param>
/// <param name="Sentence">
/// With <c>{actor}</c>, <c>{person}</c>, <c>{code}</c> (the label of the code in the details) or any text of the details by
/// its name, such as <c>{name}</c>.
/// </param>
public sealed record AuditWord(string Kind, string Sentence);

/// <summary>
/// The audit log in plain words: one line an action. AuditWordsTests fails when a command notes an action that has none
/// here; until it has, the log shows the action's own name.
/// </summary>
public static class AuditWords
{
    public static readonly (string Value, string Words)[] Kinds =
    [
        ("people", "Who came and went"), ("roles", "Roles and bans"), ("codes", "Codes"), ("signing-in", "Signing in"), ("chat", "Chat and reports"),
        ("settings", "Settings"), ("import", "Import and export"), ("accounts", "Accounts"),
    ];

    public static readonly FrozenDictionary<string, AuditWord> All = new Dictionary<string, AuditWord>
    {
        ["joined"] = new("people", "{person} joined by {code}"),
        ["added"] = new("people", "{actor} added {person} by name"),
        ["approved"] = new("people", "{actor} let {person} in"),
        ["refused"] = new("people", "{actor} turned {person} away"),
        ["left"] = new("people", "{person} left"),
        ["removed"] = new("people", "{actor} removed {person}"),
        ["role-changed"] = new("roles", "{actor} changed the role of {person}"),
        ["banned"] = new("roles", "{actor} banned {person}"),
        ["ban-lifted"] = new("roles", "{actor} lifted the ban of {person}"),
        ["code-made"] = new("codes", "{actor} made {code}"),
        ["code-changed"] = new("codes", "{actor} changed {code}"),
        ["code-revoked"] = new("codes", "{actor} withdrew {code}"),
        ["code-revived"] = new("codes", "{actor} revived {code}"),
        ["login-code-made"] = new("signing-in", "{actor} made a login code for {person}"),
        ["login-code-used"] = new("signing-in", "{person} signed in by a login code"),
        ["message-hidden"] = new("chat", "{actor} hid a message of {person}"),
        ["message-shown"] = new("chat", "{actor} showed a hidden message of {person} again"),
        ["report-nothing"] = new("chat", "{actor} looked at a report about {person} and left it at that"),
        ["report-hidden"] = new("chat", "{actor} hid a reported message of {person}"),
        ["report-warned"] = new("chat", "{actor} warned {person} after a report"),
        ["report-muted"] = new("chat", "{actor} muted {person} after a report"),
        ["report-removed"] = new("chat", "{actor} removed {person} after a report"),
        ["report-banned"] = new("chat", "{actor} banned {person} after a report"),
        ["room-rules"] = new("settings", "{actor} changed the rules of the room"),
        ["site-admin-made"] = new("accounts", "{person} became a site admin"),
        ["imported"] = new("import", "{actor} added {person} from a file"),
        ["import-updated"] = new("import", "{actor} filled in what was missing about {person} from a file"),
        ["import-done"] = new("import", "{actor} imported a file"),
        ["exported"] = new("import", "{actor} downloaded the list of members"),
    }.ToFrozenDictionary();

    /// <summary>The sentence of an action; its own name, readable, for one without words.</summary>
    public static string SentenceOf(string action) =>
        All.TryGetValue(action, out var word) ? word.Sentence : $"{{actor}}: {action.Replace('-', ' ')} {{person}}";

    /// <summary>The actions of a kind; null for all, which is also what an unknown kind means.</summary>
    public static string[]? OfKind(string kind) =>
        Kinds.Any(known => known.Value == kind) ? [.. All.Where(word => word.Value.Kind == kind).Select(word => word.Key)] : null;
}
