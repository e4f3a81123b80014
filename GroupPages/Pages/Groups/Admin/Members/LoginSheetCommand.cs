using GroupPages.Access;
using GroupPages.Data;
using NpgsqlTypes;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary>A member and the code that signs them in on a phone; the code is shown once and stored nowhere in clear.</summary>
public sealed record LoginCard(MemberCard Member, string Code);

/// <summary>
/// Makes login codes for many at once, to be printed and handed out: each works once, for a day. For plain members only: a
/// code for a leader, of this group or any, or for a site admin would hand whoever made it more than they have.
/// </summary>
public sealed class LoginSheetCommand(Database database, TimeProvider clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>As many as a leader prints at once.</summary>
    public const int MostAtOnce = 200;

    /// <returns>Cards for those who may have one, by name; whoever asked must lead the group at this moment.</returns>
    public async Task<IReadOnlyList<LoginCard>> RunAsync(GroupVisit visit, IReadOnlyList<UserId> people, CancellationToken cancel)
    {
        var codes = people.Take(MostAtOnce).ToDictionary(person => person, _ => Secret.NewCode());
        var made = await WriteAsync(visit, codes, cancel);
        return [.. made.Where(visit.Group.Everybody.ContainsKey).Select(id => new LoginCard(visit.Group.Everybody[id], codes[id]))
            .OrderBy(card => card.Member.Folded, StringComparer.Ordinal)];
    }

    private Task<List<UserId>> WriteAsync(GroupVisit visit, Dictionary<UserId, string> codes, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return database.QueryOnceAsync($"""
            WITH made AS (
                INSERT INTO login_codes (code_hash, user_id, made_by, created_at, expires_at)
                SELECT asked.hash, u.id, $3, $2, $6 FROM unnest($4::bigint[], $5::bytea[]) AS asked(id, hash)
                JOIN memberships m ON m.group_id = $1 AND m.user_id = asked.id AND m.role_id = 2
                JOIN users u ON u.id = m.user_id AND {MemberQuery.MayGetCode}
                WHERE {LiftBanCommand.MayLead} AND u.id <> $3
                RETURNING user_id),
            noted AS (
                INSERT INTO audit_log (at, group_id, actor_id, user_id, action) SELECT $2, $1, $3, user_id, 'login-code-made' FROM made)
            SELECT user_id FROM made
            """,
            [
                new() { Value = visit.Card.Id.Value }, new() { Value = now },
                new() { Value = (object?)visit.UserId?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
                new() { Value = codes.Keys.Select(id => id.Value).ToArray() }, new() { Value = codes.Values.Select(Secret.Hash).ToArray() },
                new() { Value = now + Life },
            ],
            async (row, token) =>
            {
                List<UserId> made = [];
                while (await row.ReadAsync(token))
                    made.Add(new(row.GetInt64(0)));
                return made;
            }, cancel);
    }
}
