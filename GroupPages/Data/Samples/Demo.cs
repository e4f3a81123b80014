using GroupPages.Pages.Chat;

namespace GroupPages.Data.Samples;

/// <summary>The demo group of a private installation: slug and code <c>demo</c>, a dozen people, a little talk.</summary>
internal sealed class Demo(Database database, SampleGroups samples, FirstAdmin admin, PostMessageCommand post, TimeProvider clock)
{
    /// <summary>Makes the demo group and a site admin, unless the database has a user already.</summary>
    public async Task MakeAsync(CancellationToken cancel)
    {
        if (!await database.QueryAsync("SELECT NOT EXISTS (SELECT FROM users)", [], async (row, token) => await row.ReadAsync(token) && row.GetBoolean(0), cancel))
            return;
        var now = clock.GetUtcNow();
        var people = Enumerable.Range(0, 12)
            .Select(n => (SampleNames.At(n).First, SampleNames.At(n).Last, n is >= 8 ? now.AddMinutes(-15 * (13 - n)) : now.AddDays(-30 + n)));
        var (group, room, users) = await samples.MakeAsync(
            new("demo", "St. Brendan’s Choir", "Thursday singers, all voices welcome.", "demo", [.. people]), cancel);
        await admin.MakeLeaderAsync(group, "Robin", cancel);
        (int Who, string Says)[] talk =
        [
            (0, "Welcome everybody who joined tonight! Rehearsal is in the small hall from next week on."),
            (1, "Thanks! I’m the one with the loud bass voice, sorry in advance 😄"),
            (9, "Could someone send me the alto part of the Rutter?"),
            (0, "It’s on the stand by the door. Take a photo of it, everyone does."),
        ];
        foreach (var (who, says) in talk)
            await post.RunAsync(room, users[who], says, [], [], null, cancel);
    }
}
