using GroupPages.Data;

namespace GroupPages.Pages.Admin;

/// <summary>How many there are of everything.</summary>
public sealed record SiteCounts(long Users, long SiteAdmins, long DeletedUsers, long Groups, long DeletedGroups);

/// <summary>Counts what the overview shows, in one query.</summary>
public sealed class SiteCountsQuery(Database database)
{
    public Task<SiteCounts> RunAsync(CancellationToken cancel) => database.QueryAsync("""
        SELECT (SELECT count(*) FROM users WHERE deleted_at IS NULL), (SELECT count(*) FROM users WHERE is_site_admin AND deleted_at IS NULL),
            (SELECT count(*) FROM users WHERE deleted_at IS NOT NULL), (SELECT count(*) FROM groups WHERE deleted_at IS NULL),
            (SELECT count(*) FROM groups WHERE deleted_at IS NOT NULL)
        """, [],
        async (row, token) =>
        {
            await row.ReadAsync(token);
            return new SiteCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4));
        }, cancel);
}
