using GroupPages.Data;
using Npgsql;

namespace GroupPages.Pages.Chat;

/// <summary>Somebody I may write to, and in which of my groups they are.</summary>
public sealed record PersonToWrite(UserId Id, string FirstName, string LastName, string Groups, bool IsChosen)
{
    /// <summary>The key of their photo; null without one.</summary>
    public string? Photo { get; init; }

    public string FullName => LastName.Length == 0 ? FirstName : $"{FirstName} {LastName}";
}

/// <summary>The people I may write to.</summary>
/// <param name="OnlyGroup">The slug of my group when I am in just one; the page then stands in its frame.</param>
public sealed record PeopleToWrite(IReadOnlyList<PersonToWrite> People, bool HasMore, string? OnlyGroup);

/// <summary>Finds the people I share a group with and nobody has blocked: those chosen already, then by name.</summary>
public sealed class PeopleToWriteQuery(Database database)
{
    public const int Most = 100;

    private const string Sql = """
        WITH mine AS (
            SELECT g.id, g.name, g.slug FROM memberships m JOIN groups g ON g.id = m.group_id AND g.deleted_at IS NULL
            WHERE m.user_id = $1 AND m.role_id >= 2),
        people AS (
            SELECT u.id, u.first_name, u.last_name, u.photo, string_agg(mine.name, ', ' ORDER BY mine.name) AS groups, u.id = ANY($2) AS is_chosen
            FROM mine JOIN memberships m ON m.group_id = mine.id AND m.role_id >= 2 AND m.user_id <> $1
            JOIN users u ON u.id = m.user_id AND u.deleted_at IS NULL AND NOT u.is_managed
            WHERE (u.id = ANY($2) OR fold(u.first_name || ' ' || u.last_name) LIKE '%' || $3 || '%')
                AND NOT EXISTS (SELECT FROM blocks b WHERE (b.user_id, b.other_id) IN (($1, u.id), (u.id, $1)))
            GROUP BY u.id)
        SELECT p.id, p.first_name, p.last_name, p.groups, p.is_chosen,
            (SELECT min(slug) FROM mine HAVING count(*) = 1), (SELECT count(*) FROM mine), p.photo
        FROM (SELECT) AS always LEFT JOIN people p ON true
        ORDER BY p.is_chosen DESC, fold(p.first_name || ' ' || p.last_name), p.id LIMIT $4
        """;

    /// <param name="chosen">Who stands first, ticked.</param>
    /// <param name="q">A part of the name; empty for everybody.</param>
    public Task<PeopleToWrite> RunAsync(UserId me, IReadOnlyCollection<UserId> chosen, string q, CancellationToken cancel) => database.QueryAsync(Sql,
        [
            new() { Value = me.Value }, new() { Value = chosen.Select(person => person.Value).ToArray() },
            new() { Value = Escape(TextRules.Fold(q.Trim())) }, new() { Value = Most + 1 },
        ], ReadAsync, cancel);

    private static async Task<PeopleToWrite> ReadAsync(NpgsqlDataReader row, CancellationToken cancel)
    {
        List<PersonToWrite> people = [];
        var (only, groups) = ((string?)null, 0L);
        while (await row.ReadAsync(cancel))
        {
            (only, groups) = (row.IsDBNull(5) ? null : row.GetString(5), row.GetInt64(6));
            if (!row.IsDBNull(0))
                // In a single group, its name behind each person would say nothing.
                people.Add(new(new(row.GetInt64(0)), row.GetString(1), row.GetString(2), groups > 1 ? row.GetString(3) : "", row.GetBoolean(4))
                {
                    Photo = row.IsDBNull(7) ? null : row.GetString(7),
                });
        }
        return new([.. people.Take(Most)], people.Count > Most, only);
    }

    // What LIKE would take for a pattern is only a letter here; PostgreSQL has no text with a zero in it.
    private static string Escape(string text) =>
        text.Replace("\0", "", StringComparison.Ordinal).Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
