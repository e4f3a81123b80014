using GroupPages.Access;
using GroupPages.Data;
using Npgsql;

namespace GroupPages.Pages.Join;

/// <summary>A visitor's join: all that the one statement needs.</summary>
/// <param name="Key">Makes it repeatable.</param>
/// <param name="Token">The new session's token, not yet stored anywhere.</param>
public sealed record NewcomerJoin(JoinCodeSnapshot Code, string FirstName, string Key, string Token, string Device);

/// <summary>Who joined.</summary>
public sealed record Joined(UserId User);

/// <summary>
/// Joins by a code. One statement, so one round trip and one short transaction: it takes a use of the code (the row lock
/// makes the limit exact), makes user, membership and session, marks both as met when the code was a personal one, and
/// the triggers tell everybody.
/// </summary>
public sealed class JoinCommand(Database database, JoinDoor door, TimeProvider clock)
{
    // A phone on a bad line repeats within seconds. Later, whoever sends this key may be somebody else who came by the
    // page: the key must not sign them in.
    private static readonly TimeSpan KeyLife = TimeSpan.FromHours(1);

    private const string RoleByCode = "CASE WHEN taken.lobby OR taken.join_policy = 'approval' THEN 1 ELSE 2 END";

    private const string Met = """
        met AS (
            INSERT INTO met_marks (user_id, other_id, met_at)
            SELECT pair.a, pair.b, $2 FROM taken, person, LATERAL (VALUES (taken.owner_id, person.id), (person.id, taken.owner_id)) pair(a, b)
            WHERE taken.kind = 'personal' AND taken.owner_id <> person.id
            ON CONFLICT DO NOTHING)
        """;

    // One statement in the database, where its plan is kept (sql/0044); the same as AsUser but for what makes somebody new.
    private const string AsNewcomer = "SELECT joined_user, is_fresh FROM join_as_newcomer($1, $2, $3, $4, $5, $6, $7, $8)";

    private const string AsUser = $"""
        WITH taken AS (
            UPDATE join_codes c SET uses = c.uses + 1 FROM groups g
            WHERE c.id = $1 AND g.id = c.group_id AND code_is_open(c, g, $2)
                AND NOT EXISTS (SELECT FROM memberships WHERE group_id = c.group_id AND user_id = $3)
                AND NOT EXISTS (SELECT FROM bans b WHERE b.group_id = c.group_id AND b.user_id = $3 AND (b.expires_at IS NULL OR b.expires_at > $2))
            RETURNING c.id, c.group_id, c.kind, c.owner_id, c.lobby, g.join_policy),
        person AS (SELECT $3::bigint AS id FROM taken),
        member AS (
            INSERT INTO memberships (group_id, user_id, role_id, joined_at, join_code_id)
            SELECT taken.group_id, person.id, {RoleByCode}, $2, taken.id FROM taken, person),
        {Met},
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, user_id, action, details)
            SELECT $2, taken.group_id, person.id, person.id, 'joined', jsonb_build_object('code', taken.id) FROM taken, person)
        SELECT EXISTS (SELECT FROM person) OR EXISTS (SELECT FROM memberships WHERE group_id = $4 AND user_id = $3)
        """;

    /// <summary>Joins somebody new and opens their session.</summary>
    public async Task<(Joined? Joined, JoinRefusal? Refusal)> AsNewcomerAsync(NewcomerJoin join, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var found = await WithoutRaceAsync(() => database.QueryAsync(AsNewcomer,
            [
                new() { Value = join.Code.Id.Value }, new() { Value = now }, new() { Value = join.FirstName },
                new() { Value = join.Key },
                new() { Value = Secret.Hash(join.Token) }, new() { Value = join.Device }, new() { Value = now + Sessions.Life },
                new() { Value = now - KeyLife },
            ],
            async (row, token) => await row.ReadAsync(token) ? (User: new UserId(row.GetInt64(0)), IsFresh: row.GetBoolean(1)) : default,
            cancel, isUrgent: true));
        if (found == default)
            return (null, await WhyNotAsync(join.Code, cancel));
        return found.IsFresh ? (new(found.User), null) : (null, new JoinRefusal.StaleForm());
    }

    /// <summary>Joins somebody who is signed in. Who is already in it joins nothing, and that is fine.</summary>
    /// <returns>Null when they are in the group now; a banned person is told no more than that the code is not for them.</returns>
    public async Task<JoinRefusal?> AsUserAsync(JoinCodeSnapshot code, UserId user, bool isMember, CancellationToken cancel)
    {
        if (isMember)
            return null;
        var joined = await WithoutRaceAsync(() => database.QueryAsync(AsUser,
            [
                new() { Value = code.Id.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = user.Value },
                new() { Value = code.GroupId.Value },
            ],
            async (row, token) => await row.ReadAsync(token) && row.GetBoolean(0), cancel, isUrgent: true));
        return joined ? null : await WhyNotAsync(code, cancel);
    }

    private async Task<JoinRefusal> WhyNotAsync(JoinCodeSnapshot code, CancellationToken cancel) =>
        await door.RefusalAsync(code, cancel) ?? JoinRefusal.Revoked(code.OwnerName);

    // Of two joins with one key, or of one user, at the same moment, the later finds a unique index in its way and is
    // rolled back whole; asked again it sees the earlier one.
    private static async Task<T> WithoutRaceAsync<T>(Func<Task<T>> statement)
    {
        try
        {
            return await statement();
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return await statement();
        }
    }
}
