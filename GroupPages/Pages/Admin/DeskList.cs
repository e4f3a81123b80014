using GroupPages.Data;
using Npgsql;
using NpgsqlTypes;

namespace GroupPages.Pages.Admin;

/// <summary>One page of a list.</summary>
/// <param name="Found">How many fit the search in all.</param>
public sealed record DeskPage<T>(DeskFilter Filter, IReadOnlyList<T> Rows, long Found, bool HasBefore, bool HasAfter);

/// <summary>
/// A list of the site admins': searched, sorted and counted by the database in one query, and paged by the last row seen
/// (keyset), so that page 200 costs what page 1 does.
/// </summary>
/// <param name="table">Or a query in brackets; with columns <c>id</c>, <c>folded</c>, <c>deleted_at</c>; <c>t</c> in the expressions.</param>
/// <param name="columns">Of the shown rows alone: what is counted for each is counted fifty times at most.</param>
internal sealed class DeskList<T>(
    Database database, string table, string columns, Func<NpgsqlDataReader, T> read, IReadOnlyDictionary<string, (string Key, bool IsDown)> sorts,
    IReadOnlyDictionary<string, string> shows)
{
    public const int PageSize = 50;

    public Task<DeskPage<T>> RunAsync(DeskFilter asked, CancellationToken cancel)
    {
        var filter = asked with
        {
            Sort = sorts.ContainsKey(asked.Sort) ? asked.Sort : "new",
            Show = shows.ContainsKey(asked.Show) ? asked.Show : "all",
        };
        var sort = sorts[filter.Sort];
        // A page before a row is read backwards from it.
        var isBackwards = filter.Before is not null;
        var isDown = sort.IsDown != isBackwards;
        var (order, beyond) = isDown ? ("DESC", "<") : ("ASC", ">");
        var fits = string.Concat(filter.Patterns.Select((_, i) => $" AND t.folded LIKE fold(${i + 2})"));
        var show = shows[filter.Show];
        var from = (filter.After ?? filter.Before) is null ? ""
            : $" AND ({sort.Key}, t.id) {beyond} (SELECT {sort.Key}, t.id FROM {table} t WHERE t.id = $1)";
        var sql = $"""
            SELECT found.number, t.id, {columns}
            FROM (SELECT count(*) AS number FROM {table} t WHERE {show}{fits}) found
            LEFT JOIN LATERAL (
                SELECT t.* FROM {table} t WHERE {show}{fits}{from} ORDER BY {sort.Key} {order}, t.id {order} LIMIT {PageSize + 1}) t ON true
            ORDER BY {sort.Key} {order}, t.id {order}
            """;
        return database.QueryAsync(sql, Parameters(filter), (row, token) => ReadAsync(filter, row, token), cancel);
    }

    private static IEnumerable<NpgsqlParameter> Parameters(DeskFilter filter) =>
    [
        new() { Value = (object?)(filter.After ?? filter.Before) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
        .. filter.Patterns.Select(pattern => new NpgsqlParameter { Value = pattern }),
    ];

    private async Task<DeskPage<T>> ReadAsync(DeskFilter filter, NpgsqlDataReader row, CancellationToken cancel)
    {
        var found = 0L;
        List<T> rows = [];
        while (await row.ReadAsync(cancel))
        {
            found = row.GetInt64(0);
            if (!await row.IsDBNullAsync(1, cancel))
                rows.Add(read(row));
        }
        var hasMore = rows.Count > PageSize;
        if (hasMore)
            rows.RemoveAt(PageSize);
        if (filter.Before is null)
            return new(filter, rows, found, filter.After is not null, hasMore);
        rows.Reverse();
        return new(filter, rows, found, hasMore, HasAfter: true);
    }
}
