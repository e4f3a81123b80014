using GroupPages.Data;
using Npgsql;

namespace GroupPages.Pages.Admin.Groups;

/// <summary>Makes a group with its room; it has nobody in it yet.</summary>
public sealed class CreateGroupCommand(Database database, TimeProvider clock)
{
    private const string Sql = $"""
        WITH made AS (
            INSERT INTO groups (name, slug, description, address, phone, type_id, join_policy, visibility, personal_codes, room_writers,
                room_pause, newcomers_share, created_at)
            SELECT $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $2 WHERE {SiteAdminRights.Asks} RETURNING id),
        room AS (INSERT INTO conversations (kind, group_id, created_at) SELECT 'room', id, $2 FROM made),
        noted AS (INSERT INTO audit_log (at, group_id, actor_id, action) SELECT $2, id, $1, 'group-created' FROM made)
        SELECT id FROM made
        """;

    /// <returns>The new group; null when whoever asked is no site admin any more.</returns>
    /// <exception cref="PostgresException">The address is another group's: <c>groups_slug_key</c>.</exception>
    public Task<GroupId?> RunAsync(GroupFields group, UserId by, CancellationToken cancel) => database.QueryOnceAsync(Sql,
        [new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }, .. Parameters(group)],
        async (row, token) => await row.ReadAsync(token) ? new GroupId(row.GetInt64(0)) : (GroupId?)null, cancel);

    /// <summary>The twelve fields, in the order of <see cref="GroupFields"/>.</summary>
    internal static NpgsqlParameter[] Parameters(GroupFields group) =>
    [
        new() { Value = group.Name }, new() { Value = group.Slug }, new() { Value = group.Description }, new() { Value = group.Address },
        new() { Value = group.Phone }, new() { Value = group.TypeId }, new() { Value = group.JoinPolicy }, new() { Value = group.Visibility },
        new() { Value = group.PersonalCodes }, new() { Value = group.RoomWriters }, new() { Value = group.RoomPause },
        new() { Value = group.NewcomersShare },
    ];
}
