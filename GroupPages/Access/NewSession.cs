using GroupPages.Data;
using Npgsql;
using NpgsqlTypes;

namespace GroupPages.Access;

/// <summary>A session about to be opened on a browser.</summary>
/// <param name="Token">Not yet stored anywhere.</param>
/// <param name="KnownDevice">The browser's own name, see <see cref="KnownDevices"/>.</param>
/// <param name="Before">The session it had; it ends with this one's beginning, so a planted one never becomes the new user's.</param>
public sealed record NewSession(string Token, string Device, string KnownDevice, SessionId? Before)
{
    /// <summary>
    /// Parts of a statement whose <c>who(id)</c> says for whom: they end the session before, remember the browser and open the
    /// session as <c>opened(user_id)</c>. They take parameters 1 to 6; those of the statement itself begin at 7.
    /// </summary>
    public const string Open = """
        ended AS (DELETE FROM sessions WHERE id = $5 AND EXISTS (SELECT FROM who)),
        known AS (
            INSERT INTO known_devices (user_id, device_hash, last_used_at) SELECT id, $4, $1 FROM who
            ON CONFLICT (user_id, device_hash) DO UPDATE SET last_used_at = excluded.last_used_at),
        opened AS (
            INSERT INTO sessions (token_hash, user_id, device, created_at, last_seen_at, expires_at)
            SELECT $2, id, $3, $1, $1, $6 FROM who RETURNING user_id)
        """;

    /// <summary>One for the browser that asks.</summary>
    public static NewSession For(HttpContext http, CurrentUser me) =>
        new(Secret.NewToken(), Access.Device.Of(http.Request), KnownDevices.Meet(http), me.Session?.Id);

    /// <summary>Parameters 1 to 6.</summary>
    public IEnumerable<NpgsqlParameter> Parameters(DateTimeOffset now) =>
    [
        new() { Value = now }, new() { Value = Secret.Hash(Token) }, new() { Value = Device }, new() { Value = Secret.Hash(KnownDevice) },
        new() { Value = (object?)Before?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint }, new() { Value = now + Sessions.Life },
    ];
}
