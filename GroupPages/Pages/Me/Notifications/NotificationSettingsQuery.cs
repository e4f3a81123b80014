using GroupPages.Data;
using GroupPages.Work.Push;

namespace GroupPages.Pages.Me.Notifications;

/// <summary>What somebody wants to hear, and where.</summary>
/// <param name="WantsDigest">A mail a day at most.</param>
/// <param name="Quiet">When phones stay silent.</param>
/// <param name="HasZone">Whether they ever chose their time zone; until then the page proposes the phone's own.</param>
/// <param name="Email">Where mails go; null without a confirmed address.</param>
/// <param name="IsOnHere">Whether the phone that asks is told of messages.</param>
/// <param name="OnlyNamed">The conversations of which they hear only when they are named.</param>
public sealed record NotificationSettings(
    bool WantsDigest, QuietHours Quiet, bool HasZone, string? Email, bool IsOnHere, IReadOnlySet<ConversationId> OnlyNamed);

/// <summary>Reads them.</summary>
public sealed class NotificationSettingsQuery(Database database)
{
    public Task<NotificationSettings> RunAsync(UserId user, SessionId session, CancellationToken cancel) => database.QueryAsync("""
        SELECT coalesce(n.wants_digest, false), n.quiet_from, n.quiet_to, n.time_zone, CASE WHEN u.email_verified_at IS NOT NULL THEN u.email END,
            EXISTS (SELECT FROM push_subscriptions WHERE session_id = $2),
            ARRAY(SELECT conversation_id FROM participants WHERE user_id = $1 AND mentions_only AND NOT is_muted)
        FROM users u LEFT JOIN notification_settings n ON n.user_id = u.id WHERE u.id = $1
        """, [new() { Value = user.Value }, new() { Value = session.Value }],
        async (row, token) => await row.ReadAsync(token)
            ? new NotificationSettings(
                row.GetBoolean(0), new(row.IsDBNull(1) ? null : row.GetInt16(1), row.IsDBNull(2) ? null : row.GetInt16(2), row.IsDBNull(3) ? QuietHours.Utc : row.GetString(3)),
                !row.IsDBNull(3), row.IsDBNull(4) ? null : row.GetString(4), row.GetBoolean(5),
                row.GetFieldValue<long[]>(6).Select(id => new ConversationId(id)).ToHashSet())
            : throw new InvalidOperationException("Whoever is signed in has a row."), cancel);
}
