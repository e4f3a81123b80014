using GroupPages.Data;

namespace GroupPages.Pages.Me;

/// <summary>Puts the list of next steps away, on all my devices, or brings it back.</summary>
public sealed class HideNextStepsCommand(Database database, TimeProvider clock)
{
    public Task RunAsync(UserId me, bool isHidden, CancellationToken cancel) => database.ExecuteAsync(
        "UPDATE users SET next_steps_hidden_at = $2 WHERE id = $1 AND (next_steps_hidden_at IS NULL) = $3",
        [
            new() { Value = me.Value },
            new() { Value = isHidden ? clock.GetUtcNow() : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz },
            new() { Value = isHidden },
        ], cancel);
}
