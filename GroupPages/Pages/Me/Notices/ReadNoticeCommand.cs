using GroupPages.Data;

namespace GroupPages.Pages.Me.Notices;

/// <summary>"I have read this".</summary>
public sealed class ReadNoticeCommand(Database database, TimeProvider clock)
{
    /// <returns>False when there is no such notice of theirs; reading one twice does no harm.</returns>
    public async Task<bool> RunAsync(UserId user, long notice, CancellationToken cancel) => await database.ExecuteAsync(
        "UPDATE notices SET read_at = coalesce(read_at, $3) WHERE id = $2 AND user_id = $1",
        [new() { Value = user.Value }, new() { Value = notice }, new() { Value = clock.GetUtcNow() }], cancel) > 0;
}
