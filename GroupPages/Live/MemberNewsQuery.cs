using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Live;

/// <summary>A member as they are now; null once they are gone.</summary>
internal sealed record MemberChange(GroupId Group, UserId User, MemberCard? Member);

/// <summary>Reads the members that changed, of all groups in one statement.</summary>
internal sealed class MemberNewsQuery(Database database)
{
    public async Task<List<MemberChange>> RunAsync(IReadOnlyCollection<(GroupId Group, UserId User)> changed, CancellationToken cancel)
    {
        if (changed.Count == 0)
            return [];
        return await database.QueryAsync("""
            SELECT changed.group_id, changed.user_id, u.first_name, u.last_name, m.role_id, m.joined_at, m.muted_until, u.photo, u.is_managed
            FROM unnest($1, $2) AS changed(group_id, user_id)
            LEFT JOIN (memberships m JOIN users u ON u.id = m.user_id AND u.deleted_at IS NULL)
                ON m.group_id = changed.group_id AND m.user_id = changed.user_id
            """,
            [
                new() { Value = changed.Select(pair => pair.Group.Value).ToArray() },
                new() { Value = changed.Select(pair => pair.User.Value).ToArray() },
            ],
            async (row, token) =>
            {
                List<MemberChange> members = [];
                while (await row.ReadAsync(token))
                {
                    GroupId group = new(row.GetInt64(0));
                    UserId user = new(row.GetInt64(1));
                    members.Add(new(group, user, row.IsDBNull(2) ? null
                        : new(user, row.GetString(2), row.GetString(3), (MemberRole)row.GetInt16(4), row.GetFieldValue<DateTimeOffset>(5))
                        {
                            MutedUntil = row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6),
                            Photo = row.IsDBNull(7) ? null : row.GetString(7),
                            IsManaged = row.GetBoolean(8),
                        }));
                }
                return members;
            }, cancel, isUrgent: true);
    }
}
