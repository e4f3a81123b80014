using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Live;

/// <summary>What somebody gets who was away: all of it, in order, as it is now.</summary>
public sealed class ReplayTests(ReplayTests.Site site) : IClassFixture<ReplayTests.Site>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public sealed class Site(SharedCluster shared) : TestSite(shared);

    [Theory]
    [InlineData(255)]
    [InlineData(257)]
    [InlineData(300)]
    [InlineData(1_500)]
    [InlineData(2_000)]
    public async Task Whoever_was_away_gets_all_of_it_in_order(int missed)
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(missed + 5);
        await using var stream = await group.Leader.StreamAsync(group.ChatStream(after: 5));
        Assert.Equal(Enumerable.Range(6, missed).Select(n => (long)n), (await LiveMessage.TakeAsync(stream, missed)).Select(m => m.Seq));
        await group.Leader.SayAsync(group, "and on it goes");
        Assert.Equal("and on it goes", (await LiveMessage.TakeAsync(stream, 1))[0].Text);
    }

    [Fact]
    public async Task What_a_rooms_memory_let_go_of_while_it_was_open_is_read_anew()
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(10);
        await using var open = await group.Leader.StreamAsync(group.ChatStream());
        await LiveMessage.TakeAsync(open, 10);
        await group.FillAsync(255);
        await LiveMessage.TakeAsync(open, 255);
        await using var stream = await group.Leader.StreamAsync(group.ChatStream(after: 5));
        Assert.Equal(Enumerable.Range(6, 260).Select(n => (long)n), (await LiveMessage.TakeAsync(stream, 260)).Select(m => m.Seq));
    }

    [Fact]
    public async Task Whoever_is_more_than_two_thousand_changes_behind_is_told_to_load_the_page()
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(2_001);
        await EndsWithReloadAsync(group, after: 0);
    }

    [Fact]
    public async Task Whoever_is_ahead_of_the_conversation_is_told_to_load_the_page()
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(3);
        await EndsWithReloadAsync(group, after: 4);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(600)]
    public async Task A_changed_message_is_replayed_once_at_its_new_number_as_it_is_now(int history)
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(history);
        await group.ChangeAsync(2, "text = 'first try', edited_at = now()");
        await group.ChangeAsync(2, "text = 'second try', edited_at = now()");
        await using var stream = await group.Leader.StreamAsync(group.ChatStream());

        var messages = await LiveMessage.TakeAsync(stream, history);
        Assert.Equal(Enumerable.Range(1, history).Where(n => n != 2).Append(2).Select(n => (long)n), messages.Select(m => m.Seq));
        Assert.Equal(history + 2, messages[^1].Change);
        Assert.Equal("second try", messages[^1].Text);
        Assert.NotNull(messages[^1].Item.QuerySelector(".note"));
        await Eventually.TrueAsync(() => stream.Comments > 0, Soon, "nothing more may follow");
        Assert.Equal(1, stream.Comments);
    }

    [Fact]
    public async Task An_edit_comes_live_at_its_new_number_to_its_old_place()
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(3);
        await using var stream = await group.Leader.StreamAsync(group.ChatStream(after: 3));
        var change = await group.ChangeAsync(1, "text = 'better', edited_at = now()");
        var message = (await LiveMessage.TakeAsync(stream, 1))[0];
        Assert.Equal((change, $"m-{group.Room}-1", "better"), (message.Change, message.Item.Id, message.Text));
    }

    [Theory]
    [InlineData("deleted_at = now()", "Message deleted")]
    [InlineData("hidden_at = now()", "Hidden by a leader")]
    public async Task Words_taken_back_are_never_sent_again(string change, string instead)
    {
        var group = await site.NewGroupAsync();
        await group.Leader.SayAsync(group, "the secret word");
        await using var before = await group.Leader.StreamAsync(group.ChatStream(after: 1));
        await group.ChangeAsync(1, change);

        // Live, from the room's memory, and from the database once the room's memory ends after it.
        await EndsInAsync(before, instead);
        await using var after = await group.Leader.StreamAsync(group.ChatStream());
        await EndsInAsync(after, instead);
        await group.FillAsync(400);
        await using var late = await group.Leader.StreamAsync(group.ChatStream());
        await EndsInAsync(late, instead);
        Assert.DoesNotContain("secret", await group.Leader.Http.GetStringAsync($"{group.Path}/chat"), StringComparison.Ordinal);
    }

    private static async Task EndsInAsync(EventStream stream, string instead)
    {
        var told = await stream.NextAsync(Soon);
        Assert.DoesNotContain("secret", told!.Data, StringComparison.Ordinal);
        Assert.Equal((2, instead), (LiveMessage.Of(told).Change, LiveMessage.Of(told).Text));
    }

    private static async Task EndsWithReloadAsync(TestGroup group, long after)
    {
        await using var stream = await group.Leader.StreamAsync(group.ChatStream(after));
        Assert.Equal("reload", (await stream.NextAsync(Soon))?.Name);
        Assert.Null(await stream.NextAsync(Soon));
        Assert.Null(stream.Fault);
    }
}
