using GroupPages.Data;
using NpgsqlTypes;

namespace GroupPages.Pages.Groups.Admin.Export;

/// <summary>A row of the exported list. Contacts are empty where leaders may not see them.</summary>
public sealed record ExportedMember(
    string FirstName, string LastName, string Role, string Email, string Phone, string About, DateTimeOffset JoinedAt);

/// <summary>Everybody of a group for the file that leaders download; that they did is noted, and by whom.</summary>
public sealed class ExportQuery(Database database, TimeProvider clock)
{
    // Read whole before a byte goes out: a slow line must not hold a connection. 10,000 people are some 2 MB.
    public Task<List<ExportedMember>> RunAsync(GroupId group, UserId? by, CancellationToken cancel) => database.QueryOnceAsync("""
        WITH noted AS (INSERT INTO audit_log (at, group_id, actor_id, action) VALUES ($2, $1, $3, 'exported'))
        SELECT u.first_name, u.last_name, r.label,
            CASE WHEN u.contact_visible_to <> 'nobody' THEN coalesce(u.email, '') ELSE '' END,
            CASE WHEN u.contact_visible_to <> 'nobody' THEN coalesce(u.phone, '') ELSE '' END,
            u.about, m.joined_at
        FROM memberships m JOIN users u ON u.id = m.user_id AND u.deleted_at IS NULL JOIN member_roles r ON r.id = m.role_id
        WHERE m.group_id = $1 ORDER BY m.role_id DESC, fold(u.last_name), fold(u.first_name), u.id
        """,
        [
            new() { Value = group.Value }, new() { Value = clock.GetUtcNow() },
            new() { Value = (object?)by?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
        ],
        async (row, token) =>
        {
            List<ExportedMember> members = [];
            while (await row.ReadAsync(token))
            {
                members.Add(new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
                    row.GetFieldValue<DateTimeOffset>(6)));
            }
            return members;
        }, cancel);
}
