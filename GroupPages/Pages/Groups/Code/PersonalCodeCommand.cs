using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Groups.Code;

/// <summary>A member's own join code: made the first time it is shown, the same ever after.</summary>
public sealed class PersonalCodeCommand(Database database)
{
    public Task<string> RunAsync(GroupId group, UserId owner, CancellationToken cancel) => database.QueryAsync("""
        WITH made AS (
            INSERT INTO join_codes (group_id, kind, code, owner_id) VALUES ($1, 'personal', $3, $2)
            ON CONFLICT (group_id, owner_id) WHERE kind = 'personal' DO UPDATE SET owner_id = excluded.owner_id
            RETURNING code)
        SELECT code FROM made
        """,
        [new() { Value = group.Value }, new() { Value = owner.Value }, new() { Value = Secret.NewCode() }],
        async (row, token) =>
        {
            await row.ReadAsync(token);
            return row.GetString(0);
        }, cancel);
}
