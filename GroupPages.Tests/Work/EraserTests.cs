using System.Globalization;
using GroupPages.Tests.Support;
using GroupPages.Work;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Work;

/// <summary>What was deleted over 30 days ago goes for good, and open pages follow.</summary>
public sealed class EraserTests(EraserTests.Site site) : IClassFixture<EraserTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    private const string Words = "quincequincequince";

    private Eraser Eraser => site.App.Services.GetRequiredService<Eraser>();

    [Fact]
    public async Task A_persons_name_words_photos_and_reactions_go_and_their_messages_places_stay()
    {
        var group = await site.NewGroupAsync();
        long ruth = await group.AddAsync(Words), boaz = await group.AddAsync("Boaz");
        var direct = await site.NewDirectAsync(ruth, boaz);
        using var phone = await site.PhoneOfAsync(ruth);
        // More than the eraser takes at once.
        await site.SqlAsync("""
            WITH next AS (UPDATE conversations SET last_seq = 250, message_count = 250 WHERE id = $1)
            INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text) SELECT $1, n, n, n, $2, $3 || n FROM generate_series(1, 250) n
            """, group.Room, ruth, Words);
        await site.WriteAsync(direct, ruth, Words);
        var theirs = await group.NewMessageAsync(boaz, "Boaz says");
        using var edited = await phone.PostHtmxAsync($"/chat/{group.Room}/3/edit", ("text", Words + " again"));
        using var reacted = await phone.PostHtmxAsync($"/chat/{group.Room}/{theirs}/react", ("emoji", "👍"));
        await group.NewReportAsync(5, boaz);
        await using var stream = await group.Leader.StreamAsync(group.ChatStream(await LastSeqAsync(group.Room)));
        await DeleteAsync(ruth, "31 days");
        Assert.Equal((1, 0), await Eraser.RunAsync(TestContext.Current.CancellationToken));

        Assert.Equal(0, await site.CountAsync("users WHERE id = $1", ruth));
        foreach (var table in new[] { "messages WHERE text", "message_versions WHERE text", "reports WHERE said", "audit_log WHERE details::text", "users WHERE first_name" })
            Assert.Equal(0, await site.CountAsync($"{table} LIKE '%{Words}%'"));
        Assert.Equal(250, await site.CountAsync("messages WHERE conversation_id = $1 AND deleted_at IS NOT NULL AND author_id IS NULL", group.Room));
        Assert.Equal(0, await site.CountAsync("reactions WHERE conversation_id = $1", group.Room));
        // Every number is taken once, and the last of them is the conversation's.
        Assert.Equal(await LastSeqAsync(group.Room), await site.SqlAsync<long>("SELECT max(changed_seq) FROM messages WHERE conversation_id = $1", group.Room));
        var last = await LastSeqAsync(group.Room);
        List<long> changes = [];
        LiveMessage? reaction = null;
        while (changes.Count == 0 || changes[^1] < last)
        {
            var next = (await LiveMessage.TakeAsync(stream, 1))[0];
            Assert.DoesNotContain(Words, next.Item.OuterHtml);
            changes.Add(next.Change);
            reaction = next.Seq == theirs ? next : reaction;
        }
        Assert.Equal(251, changes.Distinct().Count());
        Assert.Null(reaction!.Item.QuerySelector(".reactions"));
        Assert.Contains("Boaz says", reaction.Text);
        Assert.Contains("deleted", (await group.Leader.PageAsync($"{group.Path}/chat?before=100")).QuerySelector(".messages")!.TextContent);
    }

    [Fact]
    public async Task Within_thirty_days_nothing_is_lost_and_a_second_run_finds_nothing()
    {
        var group = await site.NewGroupAsync();
        var ruth = await group.AddAsync("Ruth");
        await group.NewMessageAsync(ruth, "Still here");
        await DeleteAsync(ruth, "29 days");
        Assert.Equal((0, 0), await Eraser.RunAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, await site.CountAsync("messages WHERE conversation_id = $1 AND text = 'Still here'", group.Room));
        await DeleteAsync(ruth, "31 days");
        var two = await Task.WhenAll(Eraser.RunAsync(TestContext.Current.CancellationToken), Eraser.RunAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, two.Sum(run => run.People));
        Assert.Equal((0, 0), await Eraser.RunAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task With_the_last_who_looked_after_them_goes_a_managed_user_and_a_leaders_code_gets_another_leader()
    {
        var group = await site.NewGroupAsync();
        var ruth = await group.AddAsync("Ruth", role: 3);
        long tim = await group.NewManagedAsync("Tim", ruth), eva = await group.NewManagedAsync("Eva", ruth, group.Leader.UserId);
        await site.SqlAsync("UPDATE join_codes SET owner_id = $1 WHERE code = $2", ruth, group.Code);
        await DeleteAsync(ruth, "31 days");
        Assert.Equal((2, 0), await Eraser.RunAsync(TestContext.Current.CancellationToken));
        Assert.Equal(eva, await site.SqlAsync<long>("SELECT sum(id)::bigint FROM users WHERE id IN ($1, $2)", tim, eva));
        Assert.Equal(group.Leader.UserId, await site.SqlAsync<long>("SELECT owner_id FROM join_codes WHERE code = $1", group.Code));
    }

    [Fact]
    public async Task A_group_goes_with_its_room_and_its_people_stay()
    {
        var group = await site.NewGroupAsync();
        await group.NewMessageAsync(group.Leader.UserId, "Gone soon");
        await site.SqlAsync("UPDATE groups SET deleted_at = now() - interval '31 days' WHERE id = $1", group.Id);
        Assert.Equal((0, 1), await Eraser.RunAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await site.CountAsync("messages WHERE conversation_id = $1", group.Room));
        Assert.Equal(1, await site.CountAsync("users WHERE id = $1", group.Leader.UserId));
    }

    private Task DeleteAsync(long user, string ago) => site.SqlAsync(
        string.Create(CultureInfo.InvariantCulture, $"UPDATE users SET deleted_at = now() - interval '{ago}' WHERE id = $1"), user);

    private Task<long> LastSeqAsync(long conversation) => site.SqlAsync<long>("SELECT last_seq FROM conversations WHERE id = $1", conversation);
}
