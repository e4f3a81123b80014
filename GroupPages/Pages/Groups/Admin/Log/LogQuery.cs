using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Pages.Admin;
using Npgsql;
using NpgsqlTypes;

namespace GroupPages.Pages.Groups.Admin.Log;

/// <summary>One page of an audit log, the latest first.</summary>
/// <param name="Next">Where the next page starts; null at the end.</param>
public sealed record LogPage(IReadOnlyList<LogEntry> Entries, long? Next);

/// <summary>
/// Reads the audit log of a group, or of what belongs to none, by its index, page after page by the last line's number: as
/// quick at the end as at the start.
/// </summary>
public sealed class LogQuery(Database database)
{
    public const int PageSize = 50;

    private const string OfGroup = "l.group_id = $1", OfSite = "l.group_id IS NULL AND $1::bigint IS NULL";

    public Task<LogPage> RunAsync(GroupVisit visit, LogFilter filter, CancellationToken cancel)
    {
        var people = People(visit, filter);
        return people is { Length: 0 } ? Task.FromResult(new LogPage([], null)) : PageAsync(OfGroup, visit.Card.Id, filter, people, patterns: null, cancel);
    }

    /// <summary>What site admins did, and what people did with their own accounts.</summary>
    public Task<LogPage> RunOfSiteAsync(LogFilter filter, CancellationToken cancel) => PageAsync(OfSite, group: null, filter,
        filter.Who is { } who ? [who] : null, DeskFilter.Parse(filter.Q, null, null, null, null).Patterns is { Count: > 0 } words ? [.. words] : null, cancel);

    /// <param name="scope">Which lines at all: <see cref="OfGroup"/> or <see cref="OfSite"/>.</param>
    /// <param name="people">Only their lines; null for everybody's.</param>
    /// <param name="patterns">Only lines of people whose names or addresses are all of these.</param>
    private async Task<LogPage> PageAsync(string scope, GroupId? group, LogFilter filter, long[]? people, string[]? patterns, CancellationToken cancel)
    {
        const string Named = "SELECT id FROM users WHERE folded LIKE ALL (SELECT fold(pattern) FROM unnest($8) AS pattern)";
        var entries = await database.QueryAsync($"""
            SELECT l.id, l.at, l.actor_id, a.first_name || ' ' || a.last_name, l.user_id, u.first_name || ' ' || u.last_name, l.action,
                l.details::text, c.label
            FROM audit_log l LEFT JOIN users a ON a.id = l.actor_id LEFT JOIN users u ON u.id = l.user_id
            LEFT JOIN join_codes c ON c.group_id = l.group_id
                AND c.id = CASE WHEN jsonb_typeof(l.details -> 'code') = 'number' THEN (l.details ->> 'code')::bigint END
            WHERE {scope} AND ($2 IS NULL OR l.id < $2) AND ($3 IS NULL OR l.action = ANY($3))
                AND ($4 IS NULL OR l.user_id = ANY($4) OR l.actor_id = ANY($4))
                AND ($5 IS NULL OR l.at >= $5) AND ($6 IS NULL OR l.at < $6)
                AND ($8 IS NULL OR l.user_id IN ({Named}) OR l.actor_id IN ({Named}))
            ORDER BY l.id DESC LIMIT $7
            """,
            [
                Nullable(group?.Value, NpgsqlDbType.Bigint), Nullable(filter.Before, NpgsqlDbType.Bigint),
                Nullable(AuditWords.OfKind(filter.Kind), NpgsqlDbType.Array | NpgsqlDbType.Text),
                Nullable(people, NpgsqlDbType.Array | NpgsqlDbType.Bigint), Nullable(Start(filter.From), NpgsqlDbType.TimestampTz),
                Nullable(Start(filter.To?.AddDays(1)), NpgsqlDbType.TimestampTz), new() { Value = PageSize + 1 },
                Nullable(patterns, NpgsqlDbType.Array | NpgsqlDbType.Text),
            ], ReadAsync, cancel);
        return entries.Count > PageSize ? new(entries[..PageSize], entries[PageSize - 1].Id) : new(entries, null);
    }

    // Names are looked up in memory; who is gone is found by a click on their name, which asks by number.
    private static long[]? People(GroupVisit visit, LogFilter filter)
    {
        if (filter.Who is { } who)
            return [who];
        var words = TextRules.Fold(filter.Q).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null
            : [.. visit.Group.Everybody.Values.Where(m => words.All(m.Folded.Contains)).Select(m => m.Id.Value)];
    }

    private static DateTimeOffset? Start(DateOnly? day) => day is { } date ? new(date, TimeOnly.MinValue, TimeSpan.Zero) : null;

    private static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static async Task<List<LogEntry>> ReadAsync(NpgsqlDataReader row, CancellationToken cancel)
    {
        List<LogEntry> entries = [];
        while (await row.ReadAsync(cancel))
        {
            entries.Add(new(row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), Person(row, 2), Person(row, 4), row.GetString(6),
                row.IsDBNull(7) ? null : row.GetString(7), row.IsDBNull(8) ? null : row.GetString(8)));
        }
        return entries;
    }

    private static LogPerson? Person(NpgsqlDataReader row, int at) =>
        row.IsDBNull(at) || row.IsDBNull(at + 1) ? null : new(new(row.GetInt64(at)), row.GetString(at + 1).Trim());
}
