using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Groups.People;

/// <summary>Marks a member as met, or takes the mark back.</summary>
public sealed class MarkMetCommand(Database database, MetMarks marks, TimeProvider clock)
{
    public async Task RunAsync(GroupId group, UserId me, UserId other, bool isMet, CancellationToken cancel)
    {
        await WriteAsync(group, me, other, isMet, cancel);
        // Other processes hear of it; whoever tapped sees it on the very next page of this one.
        marks.Drop(me);
    }

    private Task<int> WriteAsync(GroupId group, UserId me, UserId other, bool isMet, CancellationToken cancel) => isMet
        ? database.ExecuteAsync("""
            INSERT INTO met_marks (user_id, other_id, met_at)
            SELECT $2, m.user_id, $4 FROM memberships m WHERE m.group_id = $1 AND m.user_id = $3 AND m.role_id >= 2 AND m.user_id <> $2
            ON CONFLICT DO NOTHING
            """,
            [new() { Value = group.Value }, new() { Value = me.Value }, new() { Value = other.Value }, new() { Value = clock.GetUtcNow() }], cancel)
        : database.ExecuteAsync("DELETE FROM met_marks WHERE user_id = $1 AND other_id = $2",
            [new() { Value = me.Value }, new() { Value = other.Value }], cancel);
}
