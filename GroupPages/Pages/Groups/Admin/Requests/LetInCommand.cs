using GroupPages.Access;
using GroupPages.Data;
using Npgsql;

namespace GroupPages.Pages.Groups.Admin.Requests;

/// <summary>
/// Lets guests of the lobby in, or turns them away: one or many in one statement. Whoever is no guest any more, because
/// another leader was quicker, is passed over.
/// </summary>
public sealed class LetInCommand(Database database, TimeProvider clock)
{
    /// <returns>Who is a member by it now.</returns>
    public Task<IReadOnlyList<UserId>> ApproveAsync(GroupId group, UserId by, IReadOnlyCollection<UserId> guests, CancellationToken cancel) => RunAsync($"""
        WITH done AS (
            UPDATE memberships m SET role_id = 2
            WHERE m.group_id = $1 AND m.user_id = ANY($4) AND m.role_id = 1 AND {GroupRights.Leads} RETURNING user_id),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, user_id, action) SELECT $3, $1, $2, user_id, 'approved' FROM done)
        SELECT user_id FROM done
        """, group, by, guests, cancel);

    /// <summary>Turns them away, with a word on whatever page they look at next. It names the group as they know it, and nobody in it.
    /// Unread, it is taken back when they are let in after all (sql/0047).</summary>
    /// <returns>Who is gone by it. They may come again by a code: who must not is to be banned. A place of the code they came by is free again.</returns>
    public Task<IReadOnlyList<UserId>> RefuseAsync(GroupId group, UserId by, IReadOnlyCollection<UserId> guests, CancellationToken cancel) => RunAsync($"""
        WITH done AS (
            DELETE FROM memberships m
            WHERE m.group_id = $1 AND m.user_id = ANY($4) AND m.role_id = 1 AND {GroupRights.Leads} RETURNING user_id, join_code_id),
        freed AS (
            UPDATE join_codes c SET uses = greatest(c.uses - d.places, 0)
            FROM (SELECT join_code_id, count(*)::int AS places FROM done GROUP BY join_code_id) d WHERE c.id = d.join_code_id),
        told AS (
            INSERT INTO notices (user_id, refused_by, text, created_at)
            SELECT d.user_id, $1, 'The leaders of “' || g.name || '” did not let you in. If you think that is a mistake, please speak to one of them.', $3
            FROM done d, groups g WHERE g.id = $1),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, user_id, action) SELECT $3, $1, $2, user_id, 'refused' FROM done)
        SELECT user_id FROM done
        """, group, by, guests, cancel);

    private Task<IReadOnlyList<UserId>> RunAsync(string sql, GroupId group, UserId by, IReadOnlyCollection<UserId> guests, CancellationToken cancel) =>
        database.QueryOnceAsync(sql,
            [
                new NpgsqlParameter { Value = group.Value }, new() { Value = by.Value }, new() { Value = clock.GetUtcNow() },
                new() { Value = guests.Select(guest => guest.Value).ToArray() },
            ],
            async (row, token) =>
            {
                List<UserId> done = [];
                while (await row.ReadAsync(token))
                    done.Add(new(row.GetInt64(0)));
                return (IReadOnlyList<UserId>)done;
            }, cancel);
}
