using GroupPages.Access;
using GroupPages.Data;
using Npgsql;

namespace GroupPages.Pages.Groups.Person;

/// <summary>A group that the reader and the person are both in.</summary>
public sealed record SharedGroup(string Slug, string Name);

/// <summary>What one reader may know of a person beyond their card.</summary>
/// <param name="Phone">E.164; null when there is none or it is not for this reader.</param>
/// <param name="Email">Null when there is none or it is not for this reader.</param>
/// <param name="Note">The reader's own, empty for none.</param>
/// <param name="MayLetIn">The reader leads the group and may make a login code for them.</param>
/// <param name="Shared">The other groups of both.</param>
public sealed record PersonDetails(string About, string? Phone, string? Email, string Note, bool MayLetIn, IReadOnlyList<SharedGroup> Shared);

/// <summary>One person, as one reader sees them, in one read. Rights stand in the statement: what may not be seen never leaves the database.</summary>
public sealed class PersonQuery(Database database)
{
    /// <returns>Null when nobody of that id is in the group.</returns>
    public Task<PersonDetails?> RunAsync(GroupVisit visit, UserId reader, UserId person, CancellationToken cancel) => database.QueryAsync("""
        SELECT u.about, CASE WHEN seen.may THEN u.phone END, CASE WHEN seen.may THEN u.email END, coalesce(n.text, ''),
            $4 AND u.id <> $3 AND may_let_in_as($3, u.id),
            ARRAY(
                SELECT g.slug || ' ' || g.name
                FROM memberships mine JOIN memberships theirs ON theirs.group_id = mine.group_id AND theirs.user_id = $2 AND theirs.role_id >= 2
                JOIN groups g ON g.id = mine.group_id AND g.deleted_at IS NULL
                WHERE mine.user_id = $3 AND mine.role_id >= 2 AND g.id <> $1 AND u.id <> $3
                ORDER BY g.name)
        FROM memberships m JOIN users u ON u.id = m.user_id AND u.deleted_at IS NULL
        LEFT JOIN person_notes n ON n.user_id = $3 AND n.other_id = u.id
        CROSS JOIN LATERAL (SELECT u.id = $3 OR u.contact_visible_to = 'group' OR (u.contact_visible_to = 'leaders' AND $4) AS may) seen
        WHERE m.group_id = $1 AND m.user_id = $2 AND m.role_id >= 2
        """,
        [
            new() { Value = visit.Card.Id.Value }, new() { Value = person.Value }, new() { Value = reader.Value }, new() { Value = visit.IsLeader },
        ],
        async (row, token) => await row.ReadAsync(token)
            ? new PersonDetails(row.GetString(0), Text(row, 1), Text(row, 2), row.GetString(3), row.GetBoolean(4), [.. row.GetFieldValue<string[]>(5).Select(Shared)])
            : null, cancel);

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    // A slug has no blank.
    private static SharedGroup Shared(string line) => new(line.Split(' ')[0], line[(line.IndexOf(' ') + 1)..]);
}
