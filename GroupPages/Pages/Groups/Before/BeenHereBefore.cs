using GroupPages.Access;
using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Pages.Groups.Before;

/// <summary>How far somebody's request to be who they were before has come.</summary>
/// <param name="Outcome">Null while no leader has decided.</param>
public sealed record MyRequest(DateTimeOffset AskedAt, string? Outcome);

/// <summary>
/// "Been here before?": somebody new with a first name that is known here may be somebody who lost their phone. They ask;
/// a leader compares faces. Asking gives nothing, and to somebody in the lobby it tells nothing, not even whether anybody
/// has that name.
/// </summary>
public sealed class BeenHereBefore(IDbContextFactory<GroupPagesDb> contexts, Database database, TimeProvider clock)
{
    // Whoever lost a phone sees the question as they come in. After that it would only be in the way.
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    // Holds who said so: another one who joins on this phone is asked anew.
    private const string NewCookie = "new-here";

    // A leader has said no twice: a third time is enough.
    private const int MostRequests = 3;

    /// <summary>Whether a member's people page asks them: they came just now, and somebody of that first name was here before.</summary>
    public static bool IsLikely(GroupVisit visit, HttpRequest request, DateTimeOffset now) =>
        visit.UserId is { } id && !IsNew(request, id) && visit.Group.Everybody.TryGetValue(id, out var me) && me.Role == MemberRole.Member && now - me.JoinedAt < Fresh
        && visit.Group.Members.Any(other => other.JoinedAt < me.JoinedAt && IsNamesake(me, other));

    /// <summary>Whether they have said, on this phone, that they are new.</summary>
    public static bool IsNew(HttpRequest request, UserId user) => request.Cookies.TryGetValue(NewCookie, out var said) && said == $"{user}";

    /// <summary>They are new: remembered for as long as the question would be asked, in this group.</summary>
    public static void AskNoMore(HttpContext http, UserId user, string slug) => http.Response.Cookies.Append(NewCookie, $"{user}", new CookieOptions
    {
        HttpOnly = true,
        Secure = http.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = $"/g/{slug}",
        MaxAge = Fresh,
        IsEssential = true,
    });

    /// <summary>Two people with one first name, whatever its accents and capitals.</summary>
    public static bool IsNamesake(MemberCard one, MemberCard other) =>
        one.Id != other.Id && TextRules.Fold(one.FirstName) is var name && other.Folded.StartsWith(name, StringComparison.Ordinal)
        && (other.Folded.Length == name.Length || other.Folded[name.Length] == ' ') && TextRules.Fold(other.FirstName) == name;

    public async Task<MyRequest?> FindAsync(GroupId group, UserId user, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Reclaims.AsNoTracking().Where(r => r.GroupId == group && r.UserId == user).OrderByDescending(r => r.Id)
            .Select(r => new MyRequest(r.AskedAt, r.UndoneAt == null ? r.Outcome : "refused")).FirstOrDefaultAsync(cancel);
    }

    /// <summary>Asks the leaders. Asked already, it stays one request.</summary>
    /// <returns>False for whoever may not ask: no guest or plain member, or with a way to sign in of their own.</returns>
    public Task<bool> AskAsync(GroupId group, UserId user, string words, CancellationToken cancel) => database.QueryOnceAsync("""
        WITH allowed AS (
            SELECT FROM memberships m WHERE m.group_id = $1 AND m.user_id = $2 AND m.role_id < 3 AND may_be_taken_over($2)),
        asked AS (
            INSERT INTO reclaims (group_id, user_id, words, asked_at)
            SELECT $1, $2, $4, $3 FROM allowed WHERE (SELECT count(*) FROM reclaims WHERE group_id = $1 AND user_id = $2) < $5
            ON CONFLICT (group_id, user_id) WHERE decided_at IS NULL DO NOTHING RETURNING id),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, user_id, action, details)
            SELECT $3, $1, $2, $2, 'merge-asked', jsonb_build_object('request', id) FROM asked)
        SELECT EXISTS (SELECT FROM allowed)
        """,
        [
            new() { Value = group.Value }, new() { Value = user.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = words },
            new() { Value = MostRequests },
        ],
        async (row, token) => await row.ReadAsync(token) && row.GetBoolean(0), cancel);
}
