using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Groups.Code;

/// <summary>
/// A member's own join code: made the first time it is shown, the same ever after. It ended if they left (sql/0014), and
/// works again once they are back. None for who is no member any more, whatever this process remembers of them.
/// </summary>
public sealed class PersonalCodeCommand(Database database)
{
    public Task<string?> RunAsync(GroupId group, UserId owner, CancellationToken cancel) => database.QueryAsync($"""
        WITH known AS (
            SELECT code FROM join_codes WHERE group_id = $1 AND owner_id = $2 AND kind = 'personal' AND revoked_at IS NULL),
        made AS (
            INSERT INTO join_codes (group_id, kind, code, owner_id) SELECT $1, 'personal', $3, $2
            WHERE NOT EXISTS (SELECT FROM known) AND ({GroupRights.Leads}
                OR EXISTS (SELECT FROM memberships WHERE group_id = $1 AND user_id = $2 AND role_id >= 2))
            ON CONFLICT (group_id, owner_id) WHERE kind = 'personal' DO UPDATE SET revoked_at = NULL
            RETURNING code)
        SELECT code FROM known UNION ALL SELECT code FROM made
        """,
        [new() { Value = group.Value }, new() { Value = owner.Value }, new() { Value = Secret.NewCode() }],
        async (row, token) => await row.ReadAsync(token) ? row.GetString(0) : null, cancel);
}
