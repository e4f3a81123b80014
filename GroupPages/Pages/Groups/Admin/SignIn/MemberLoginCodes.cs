using GroupPages.Access;
using GroupPages.Data;
using Npgsql;

namespace GroupPages.Pages.Groups.Admin.SignIn;

/// <summary>
/// Login codes that leaders make for plain members: one, or many for a sheet of cards. Who may have one stands in the
/// statement; each member is told, in the app, that one was made and by whom.
/// </summary>
public sealed class MemberLoginCodes(Database database, TimeProvider clock)
{
    /// <summary>How long a code shown from phone to phone holds.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>The codes in clear, which nobody will ever see again, for those of the members who may have one.</summary>
    /// <param name="life">Minutes for one that is shown, days for cards that are handed out.</param>
    public async Task<IReadOnlyDictionary<UserId, string>> MakeAsync(
        GroupId group, UserId by, string byName, IReadOnlyCollection<UserId> members, TimeSpan life, CancellationToken cancel)
    {
        var codes = members.Distinct().ToDictionary(member => member, _ => Secret.NewCode());
        var now = clock.GetUtcNow();
        var made = await database.QueryOnceAsync($"""
            WITH made AS (
                INSERT INTO login_codes (code_hash, user_id, made_by, created_at, expires_at)
                SELECT w.hash, w.user_id, $2, $3, $4 FROM unnest($5, $6) AS w(hash, user_id)
                WHERE {GroupRights.Leads} AND w.user_id <> $2 AND may_let_in_as($2, w.user_id)
                    AND EXISTS (SELECT FROM memberships m WHERE m.group_id = $1 AND m.user_id = w.user_id AND m.role_id >= 2)
                RETURNING user_id),
            told AS (
                INSERT INTO notices (user_id, group_id, text, created_at)
                SELECT user_id, $1, $7 || ' made a code that signs you in on another phone. If you did not ask for one, tell the leaders.', $3 FROM made),
            noted AS (
                INSERT INTO audit_log (at, group_id, actor_id, user_id, action, details)
                SELECT $3, $1, $2, user_id, 'login-code-made', jsonb_build_object('until', $4::timestamptz) FROM made)
            SELECT user_id FROM made
            """,
            [
                new NpgsqlParameter { Value = group.Value }, new() { Value = by.Value }, new() { Value = now }, new() { Value = now + life },
                new() { Value = codes.Values.Select(Secret.Hash).ToArray() }, new() { Value = codes.Keys.Select(id => id.Value).ToArray() },
                new() { Value = byName },
            ],
            async (row, token) =>
            {
                HashSet<UserId> done = [];
                while (await row.ReadAsync(token))
                    done.Add(new(row.GetInt64(0)));
                return done;
            }, cancel);
        return codes.Where(pair => made.Contains(pair.Key)).ToDictionary();
    }
}
