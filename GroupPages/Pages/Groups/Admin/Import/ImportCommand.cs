using GroupPages.Access;
using GroupPages.Data;
using Npgsql;
using NpgsqlTypes;

namespace GroupPages.Pages.Groups.Admin.Import;

/// <summary>
/// Writes what a plan says, all of it or nothing: one transaction, in which each thousand rows are one statement with their
/// lines in the audit log. Everything is known before it begins.
/// </summary>
public sealed class ImportCommand(Database database, TimeProvider clock)
{
    private const int RowsAtOnce = 1_000;

    private const string Claim = """
        WITH claimed AS (
            UPDATE imports SET done_at = $4, outcomes = $5
            WHERE id = $2 AND group_id = $1 AND owner_id = $3 AND done_at IS NULL AND expires_at > $4 AND leads($1, $3)
            RETURNING id)
        INSERT INTO audit_log (at, group_id, actor_id, action, details)
        SELECT $4, $1, $3, 'import-done', jsonb_build_object('import', id, 'added', $6::int, 'changed', $7::int, 'left_out', $8::int) FROM claimed
        """;

    private const string Create = """
        WITH asked AS MATERIALIZED (
            SELECT nextval(pg_get_serial_sequence('users', 'id')) AS id, r.*
            FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) AS r(first, last, email, phone, about)),
        people AS (
            INSERT INTO users (id, first_name, last_name, phone, about, created_at) OVERRIDING SYSTEM VALUE
            SELECT id, first, last, nullif(phone, ''), about, $3 FROM asked),
        members AS (INSERT INTO memberships (group_id, user_id, role_id, joined_at) SELECT $1, id, 2, $3 FROM asked),
        notes AS (INSERT INTO member_notes (group_id, user_id, email) SELECT $1, id, email FROM asked WHERE email <> ''),
        noted AS (INSERT INTO audit_log (at, group_id, actor_id, user_id, action) SELECT $3, $1, $2, id, 'imported' FROM asked)
        SELECT count(*) FROM asked
        """;

    private const string Update = """
        WITH asked AS (
            SELECT * FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[]) AS r(first, last, phone, about, id)),
        before AS (
            SELECT u.id, u.first_name, u.last_name, u.phone, u.about FROM users u JOIN asked USING (id)
            JOIN memberships m ON m.user_id = u.id AND m.group_id = $1 WHERE u.deleted_at IS NULL ORDER BY u.id FOR UPDATE OF u),
        saved AS (
            UPDATE users u SET first_name = a.first, last_name = a.last, phone = coalesce(nullif(a.phone, ''), b.phone), about = a.about
            FROM asked a JOIN before b USING (id) WHERE u.id = a.id
            RETURNING u.id, u.first_name, u.last_name, u.phone, u.about),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, user_id, action, details)
            SELECT $3, $1, $2, s.id, 'import-updated', jsonb_build_object(
                'before', jsonb_build_object('first_name', b.first_name, 'last_name', b.last_name, 'about', b.about, 'phone', b.phone IS NOT NULL),
                'after', jsonb_build_object('first_name', s.first_name, 'last_name', s.last_name, 'about', s.about, 'phone', s.phone IS NOT NULL))
            FROM saved s JOIN before b USING (id))
        SELECT count(*) FROM saved
        """;

    /// <returns>False when it has been done, is over, or the group changed in between: nothing is written then.</returns>
    public Task<bool> RunAsync(GroupVisit visit, long import, ImportPlan plan, CancellationToken cancel) => database.Gate.RunAsync(async () =>
    {
        await using var connection = await database.Pooled.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        try
        {
            if (!await WriteAsync(connection, visit, import, plan, cancel))
                return false;
            await transaction.CommitAsync(cancel);
            return true;
        }
        catch (PostgresException raced) when (raced.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation)
        {
            // Another import wrote the same address a moment ago.
            return false;
        }
    }, isUrgent: false, cancel);

    private async Task<bool> WriteAsync(NpgsqlConnection connection, GroupVisit visit, long import, ImportPlan plan, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var claim = new NpgsqlCommand(Claim, connection);
        foreach (var value in (object[])[visit.Card.Id.Value, import, visit.UserId!.Value.Value, now, plan.Json, plan.Count("create"), plan.Count("update"),
            plan.Count("skip") + plan.Count("error")])
            claim.Parameters.Add(new() { Value = value });
        claim.Parameters[4].NpgsqlDbType = NpgsqlDbType.Jsonb;
        if (await claim.ExecuteNonQueryAsync(cancel) == 0)
            return false;
        foreach (var some in plan.Rows.Where(row => row.Outcome == "create").Chunk(RowsAtOnce))
        {
            if (await RunAsync(connection, Create, visit, now, some, some.Select(row => row.About).ToArray(), row => row.Email, row => row.Phone, cancel) != some.Length)
                return false;
        }
        foreach (var some in plan.Rows.Where(row => row.Outcome == "update").Chunk(RowsAtOnce))
        {
            if (await RunAsync(connection, Update, visit, now, some, some.Select(row => row.Member!.Value).ToArray(), row => row.Phone, row => row.About, cancel)
                != some.Length)
                return false;
        }
        return true;
    }

    private static async Task<long> RunAsync(
        NpgsqlConnection connection, string sql, GroupVisit visit, DateTimeOffset now, ImportRow[] rows, Array last,
        Func<ImportRow, string> third, Func<ImportRow, string> fourth, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in (object[])[visit.Card.Id.Value, visit.UserId!.Value.Value, now, rows.Select(row => row.First).ToArray(),
            rows.Select(row => row.Last).ToArray(), rows.Select(third).ToArray(), rows.Select(fourth).ToArray(), last])
            command.Parameters.Add(new() { Value = value });
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }
}
