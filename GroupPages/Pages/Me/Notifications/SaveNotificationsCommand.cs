using GroupPages.Data;
using GroupPages.Work.Push;
using NpgsqlTypes;

namespace GroupPages.Pages.Me.Notifications;

/// <summary>Keeps what somebody wants to hear.</summary>
public sealed class SaveNotificationsCommand(Database database)
{
    public Task RunAsync(UserId user, bool wantsDigest, QuietHours quiet, CancellationToken cancel) => database.ExecuteAsync("""
        INSERT INTO notification_settings AS n (user_id, wants_digest, quiet_from, quiet_to, time_zone) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (user_id) DO UPDATE SET wants_digest = excluded.wants_digest, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, time_zone = excluded.time_zone
        """,
        [
            new() { Value = user.Value }, new() { Value = wantsDigest }, new() { Value = Minutes(quiet.From), NpgsqlDbType = NpgsqlDbType.Smallint },
            new() { Value = Minutes(quiet.To), NpgsqlDbType = NpgsqlDbType.Smallint }, new() { Value = quiet.Zone },
        ], cancel);

    /// <summary>No more digests: by the link in one of them.</summary>
    public Task StopDigestAsync(UserId user, CancellationToken cancel) => database.ExecuteAsync(
        "UPDATE notification_settings SET wants_digest = false WHERE user_id = $1 AND wants_digest", [new() { Value = user.Value }], cancel);

    private static object Minutes(int? minutes) => minutes is { } some ? (short)some : DBNull.Value;
}
