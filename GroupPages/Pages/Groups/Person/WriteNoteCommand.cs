using GroupPages.Data;

namespace GroupPages.Pages.Groups.Person;

/// <summary>Writes down something about a member, for one's own eyes; an empty note is none.</summary>
public sealed class WriteNoteCommand(Database database, TimeProvider clock)
{
    /// <param name="before">What it said when the reader began to write; null writes in any case.</param>
    /// <returns>False when another tab wrote something else meanwhile, or the person is not in the group any more.</returns>
    public async Task<bool> RunAsync(GroupId group, UserId me, UserId other, string? before, string text, CancellationToken cancel) =>
        await database.QueryOnceAsync("""
            WITH there AS (
                SELECT m.user_id FROM memberships m WHERE m.group_id = $1 AND m.user_id = $3 AND m.role_id >= 2 AND m.user_id <> $2),
            taken AS (
                DELETE FROM person_notes n USING there
                WHERE $5 = '' AND n.user_id = $2 AND n.other_id = there.user_id AND ($4 IS NULL OR n.text = $4)
                RETURNING n.other_id),
            written AS (
                INSERT INTO person_notes AS n (user_id, other_id, text, written_at)
                SELECT $2, user_id, $5, $6 FROM there WHERE $5 <> ''
                ON CONFLICT (user_id, other_id) DO UPDATE SET text = excluded.text, written_at = excluded.written_at
                    WHERE $4 IS NULL OR n.text IN ($4, excluded.text)
                RETURNING n.other_id)
            SELECT EXISTS (SELECT FROM taken) OR EXISTS (SELECT FROM written)
                OR ($5 = '' AND EXISTS (SELECT FROM there) AND NOT EXISTS (SELECT FROM person_notes WHERE user_id = $2 AND other_id = $3))
            """,
            [
                new() { Value = group.Value }, new() { Value = me.Value }, new() { Value = other.Value },
                new() { Value = (object?)before ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }, new() { Value = text },
                new() { Value = clock.GetUtcNow() },
            ],
            async (row, token) => await row.ReadAsync(token) && row.GetBoolean(0), cancel);
}
