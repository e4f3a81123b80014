using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GroupPages.Data;

namespace GroupPages.Pages.Groups.Admin.Import;

/// <summary>What will become, or became, of one row of the file.</summary>
/// <param name="Number">Its place in the file, from 1, the row of names included.</param>
/// <param name="Outcome"><c>create</c>, <c>update</c>, <c>skip</c> or <c>error</c>.</param>
/// <param name="Reason">Why, or what else is to be known; in words.</param>
/// <param name="Member">Whom it updates.</param>
public sealed record ImportRow(
    int Number, string First, string Last, string Email, string Phone, string About, string Outcome, string Reason, long? Member = null);

/// <summary>Somebody of the group, as far as an import looks at them. Contacts are empty where leaders may not see them.</summary>
/// <param name="IsTheirs">They have signed in, or are in other groups: what they wrote of themselves stays.</param>
public sealed record KnownMember(
    UserId Id, string First, string Last, string Email, string Noted, string Phone, bool HasPhone, string About, bool IsTheirs);

/// <summary>What an import will do, row by row: worked out before anything is written, and again when it is.</summary>
public sealed class ImportPlan
{
    public ImportPlan(IReadOnlyList<ImportRow> rows) => Rows = rows;

    public IReadOnlyList<ImportRow> Rows { get; }

    public string Json => JsonSerializer.Serialize(Rows);

    /// <summary>Different when anything of it is: what was looked at must be what is done.</summary>
    public string Mark => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Json)))[..32];

    public int Count(string outcome) => Rows.Count(row => row.Outcome == outcome);

    public static ImportPlan Read(string json) => new(JsonSerializer.Deserialize<List<ImportRow>>(json) ?? []);

    public static ImportPlan Make(string[][] rows, string[] columns, bool hasHeader, IEnumerable<KnownMember> members)
    {
        var desk = new ImportDesk(members);
        return new([.. rows.Select((cells, at) => (cells, number: at + 1)).Skip(hasHeader ? 1 : 0)
            .Select(row => desk.Decide(ImportCells.Read(row.number, row.cells, columns)))]);
    }
}
