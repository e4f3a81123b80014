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
        ["join-undone"] = new("people", "{actor} undid the join of {person}"),
        ["join-put-back"] = new("people", "{actor} put the join of {person} back"),
        ["merge-asked"] = new("people", "{person} says they have been here before"),
        ["merge-refused"] = new("people", "{actor} did not take {person} for somebody who has been here before"),
        ["merged"] = new("people", "{actor} gave {person} their old place back"),
        ["merge-undone"] = new("people", "{actor} took back that {person} has been here before"),
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
        ["logo-changed"] = new("settings", "{actor} changed the logo"),
        ["logo-removed"] = new("settings", "{actor} removed the logo"),
        ["group-created"] = new("settings", "{actor} made the group"),
        ["group-edited"] = new("settings", "{actor} changed the group"),
        ["group-deleted"] = new("settings", "{actor} deleted the group"),
        ["group-restored"] = new("settings", "{actor} restored the group"),
        ["group-erased"] = new("settings", "{actor} erased the group {name}"),
        ["managed-added"] = new("people", "{actor} added {person}, whom they look after"),
        ["managed-joined"] = new("people", "{actor} brought {person} along"),
        ["managed-left"] = new("people", "{actor} took {person} out again"),
        ["managed-removed"] = new("people", "{actor} removed {person}, whom they look after"),
        ["managed-restored"] = new("people", "{actor} restored {person}, whom they look after"),
        ["managed-shared"] = new("accounts", "{actor} shares the care of {person}"),
        ["managed-handed-over"] = new("accounts", "{actor} handed the care of {person} over"),
        ["managed-given-up"] = new("accounts", "{actor} no longer looks after {person}"),
        ["account-deleted"] = new("people", "{person} deleted their account"),
        ["account-restored"] = new("people", "{person} took their account back"),
        ["account-erased"] = new("accounts", "An account was erased"),
        ["signed-up"] = new("accounts", "{person} signed up"),
        ["signed-in"] = new("signing-in", "{person} signed in"),
        ["signed-out"] = new("signing-in", "{person} signed other devices out"),
        ["session-ended"] = new("signing-in", "{actor} signed devices of {person} out"),
        ["email-claimed"] = new("accounts", "{person} gave an email address"),
        ["email-removed"] = new("accounts", "{person} took their email address away"),
        ["email-confirmed"] = new("accounts", "{person} confirmed their email address"),
        ["password-set"] = new("accounts", "{person} set a password"),
        ["password-removed"] = new("accounts", "{person} removed their password"),
        ["password-reset"] = new("accounts", "{person} set a new password by mail"),
        ["user-created"] = new("accounts", "{actor} made the account of {person}"),
        ["user-edited"] = new("accounts", "{actor} changed the account of {person}"),
        ["user-deleted"] = new("accounts", "{actor} deleted the account of {person}"),
        ["user-restored"] = new("accounts", "{actor} restored the account of {person}"),
        ["user-erased"] = new("accounts", "{actor} erased an account"),
        ["site-admin-appointed"] = new("accounts", "{actor} made {person} a site admin"),
        ["site-admin-dismissed"] = new("accounts", "{actor} dismissed {person} as a site admin"),
        ["site-admin-made"] = new("accounts", "{person} became a site admin"),
        ["job-retried"] = new("settings", "{actor} had the background job {name} tried again"),
        ["job-dropped"] = new("settings", "{actor} dropped the background job {name}"),
        ["mails-retried"] = new("settings", "{actor} had mails that were given up tried again"),
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
