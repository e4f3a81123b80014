using GroupPages.Data;

namespace GroupPages.Pages.Me.Blocked;

/// <summary>
/// Blocks a person, or no longer. It is between the two of them: no group's log has it, and the other is told nothing. Only
/// whom one has to do with can be blocked, so that trying numbers tells nobody which of them are people.
/// </summary>
public sealed class BlockCommand(Database database, TimeProvider clock)
{
    /// <returns>False when the other is nobody one shares a group or a conversation with: 404. Unblocking always succeeds.</returns>
    public async Task<bool> RunAsync(UserId me, UserId other, bool isOn, CancellationToken cancel)
    {
        if (!isOn)
        {
            await database.ExecuteAsync("DELETE FROM blocks WHERE user_id = $1 AND other_id = $2",
                [new() { Value = me.Value }, new() { Value = other.Value }], cancel);
            return true;
        }
        return await database.QueryAsync("""
            WITH known AS (
                SELECT FROM users u WHERE u.id = $2 AND u.id <> $1 AND u.deleted_at IS NULL AND (
                    EXISTS (SELECT FROM memberships a JOIN memberships b ON b.group_id = a.group_id AND b.user_id = $2
                        WHERE a.user_id = $1 AND a.role_id >= 2)
                    OR EXISTS (SELECT FROM participants a JOIN participants b ON b.conversation_id = a.conversation_id AND b.user_id = $2
                        JOIN conversations c ON c.id = a.conversation_id AND c.kind = 'direct' WHERE a.user_id = $1))),
            blocked AS (INSERT INTO blocks (user_id, other_id, created_at) SELECT $1, $2, $3 FROM known ON CONFLICT DO NOTHING)
            SELECT EXISTS (SELECT FROM known)
            """,
            [new() { Value = me.Value }, new() { Value = other.Value }, new() { Value = clock.GetUtcNow() }],
            async (row, token) => await row.ReadAsync(token) && row.GetBoolean(0), cancel);
    }
}
