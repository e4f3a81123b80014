using System.Text.Json;
using GroupPages.Data;

namespace GroupPages.Pages.Admin.Users;

/// <summary>A group somebody is in.</summary>
public sealed record UserGroup(long Id, string Slug, string Name, string? Logo, MemberRole Role, bool IsDeleted);

/// <summary>A phone somebody is signed in on.</summary>
public sealed record UserSession(long Id, string Device, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt);

/// <summary>Everything the desk shows of one person.</summary>
public sealed record UserDetails(
    UserId Id, UserFields Fields, string Version, DateTimeOffset CreatedAt, DateTimeOffset? DeletedAt, bool IsSiteAdmin, bool IsManaged,
    bool IsBeingErased, string? Photo, IReadOnlyList<UserGroup> Groups, IReadOnlyList<UserSession> Sessions)
{
    public string FullName => Fields.LastName.Length == 0 ? Fields.FirstName : $"{Fields.FirstName} {Fields.LastName}";
}

/// <summary>Reads one person with their groups and sessions, in one query.</summary>
public sealed class UserQuery(Database database, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private const string Sql = """
        SELECT first_name, last_name, email, phone, about, contact_visible_to, xmin::text, created_at, deleted_at, is_site_admin, is_managed,
            deleted_at IS NOT NULL AND deleted_at <= $2 - interval '30 days',
            (SELECT coalesce(json_agg(json_build_object('id', g.id, 'slug', g.slug, 'name', g.name, 'logo', g.logo, 'role', m.role_id,
                    'isDeleted', g.deleted_at IS NOT NULL) ORDER BY g.folded, g.id), '[]')
                FROM memberships m JOIN groups g ON g.id = m.group_id WHERE m.user_id = u.id)::text,
            (SELECT coalesce(json_agg(json_build_object('id', s.id, 'device', s.device, 'createdAt', s.created_at, 'lastSeenAt', s.last_seen_at)
                    ORDER BY s.last_seen_at DESC), '[]')
                FROM (SELECT * FROM sessions WHERE user_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC LIMIT 50) s)::text,
            CASE WHEN deleted_at IS NULL THEN photo END
        FROM users u WHERE id = $1
        """;

    public Task<UserDetails?> RunAsync(UserId id, CancellationToken cancel) => database.QueryAsync(Sql,
        [new() { Value = id.Value }, new() { Value = clock.GetUtcNow() }],
        async (row, token) => !await row.ReadAsync(token) ? null : new UserDetails(
            id, SaveUserCommand.Read(row, 0), row.GetString(6), row.GetFieldValue<DateTimeOffset>(7),
            row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8), row.GetBoolean(9), row.GetBoolean(10), row.GetBoolean(11),
            row.IsDBNull(14) ? null : row.GetString(14),
            JsonSerializer.Deserialize<List<UserGroup>>(row.GetString(12), Web)!, JsonSerializer.Deserialize<List<UserSession>>(row.GetString(13), Web)!),
        cancel);
}
