using GroupPages.Data;

namespace GroupPages.Pages.Groups.Admin.Import;

/// <summary>
/// Decides row by row. People are known again by an email address that the leaders may see: a member's own if shown to
/// them, or one noted before. Whether an address belongs to anybody else on the site it neither asks nor tells.
/// </summary>
internal sealed class ImportDesk
{
    private readonly Dictionary<string, KnownMember> byEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> names = [];
    private readonly Dictionary<string, int> seenEmails = new(StringComparer.OrdinalIgnoreCase), seenNames = [];

    public ImportDesk(IEnumerable<KnownMember> members)
    {
        foreach (var member in members)
        {
            foreach (var email in new[] { member.Email, member.Noted }.Where(email => email.Length > 0))
                byEmail.TryAdd(email, member);
            names.Add(Name(member.First, member.Last));
        }
    }

    public ImportRow Decide(ImportRow row)
    {
        if (row.Outcome == "error")
            return row;
        var name = Name(row.First, row.Last);
        if (row.Email.Length > 0)
        {
            if (!seenEmails.TryAdd(row.Email, row.Number))
                return Skip(row, $"The same email address as in row {seenEmails[row.Email]:N0}.");
            if (byEmail.TryGetValue(row.Email, out var member))
                return Update(row, member);
        }
        else if (names.Contains(name))
        {
            return Skip(row, "Somebody of that name is here already. Without an email address nobody can tell them apart.");
        }
        else if (seenNames.TryGetValue(name, out var before))
        {
            return Skip(row, $"The same name as in row {before:N0}.");
        }
        seenNames.TryAdd(name, row.Number);
        return row with { Outcome = "create", Reason = names.Contains(name) ? Joined(row.Reason, "Somebody of that name is here already.") : row.Reason };
    }

    // What somebody wrote of themselves stays; what they left open is filled in. Nobody has looked at a person whom leaders
    // added and who never signed in: the file is right.
    private static ImportRow Update(ImportRow row, KnownMember member)
    {
        var kept = row with
        {
            First = member.IsTheirs ? member.First : row.First,
            Last = Chosen(member.Last, row.Last, member.IsTheirs),
            Phone = member.HasPhone && member.IsTheirs ? member.Phone : Chosen(member.Phone, row.Phone, member.IsTheirs),
            About = Chosen(member.About, row.About, member.IsTheirs),
        };
        List<string> changes = [];
        if (kept.First != member.First || kept.Last != member.Last)
            changes.Add($"name {member.First} {member.Last}".TrimEnd() + $" → {kept.First} {kept.Last}".TrimEnd());
        if (kept.Phone != member.Phone)
            changes.Add("phone");
        if (kept.About != member.About)
            changes.Add("about");
        return changes.Count == 0
            ? Skip(kept, "Here already, and nothing new.")
            : kept with { Outcome = "update", Reason = Joined($"Changes: {string.Join(", ", changes)}.", row.Reason), Member = member.Id.Value };
    }

    private static string Chosen(string theirs, string file, bool isTheirs) => file.Length == 0 || (isTheirs && theirs.Length > 0) ? theirs : file;

    private static ImportRow Skip(ImportRow row, string reason) => row with { Outcome = "skip", Reason = reason };

    private static string Joined(string one, string other) => $"{one} {other}".Trim();

    private static string Name(string first, string last) => TextRules.Fold($"{first} {last}".Trim());
}
