using System.Net;
using GroupPages.Tests.Support;
using Npgsql;
using Xunit;

namespace GroupPages.Tests.Pages.Chat;

/// <summary>GET /chat.</summary>
public sealed class ConversationListTests(ConversationListTests.Site site) : IClassFixture<ConversationListTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared)
    {
        public string SuperuserConnection => Cluster.Superuser(Database);
    }

    [Fact]
    public async Task Mine_stand_there_by_latest_activity_with_their_last_words_and_what_is_unread()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        using var ben = await group.JoinAsync("Ben");
        var pair = await ann.StartAsync(ben.UserId);
        var band = await ben.StartAsync([ann.UserId, group.Leader.UserId], [("name", "Band")]);
        await group.Leader.SayAsync(group, "To all");
        await ben.WriteAsync(band.Conversation(), "One");
        await ben.WriteAsync(pair, "Two\nthree");
        await ben.WriteAsync(pair, "Four");
        await ann.WriteAsync(band.Conversation(), "Mine");
        Assert.Equal(["Band|You: Mine|", "Ben|Ben: Four|2", $"Test {group.Slug}|Lea: To all|1"], Lines(await ann.PageAsync("/chat")));
        await ann.PageAsync($"/chat/{pair}");
        await Eventually.TrueAsync(async () => Lines(await ann.PageAsync("/chat"))[1] == "Ben|Ben: Four|", TimeSpan.FromSeconds(5), "a page that was read is not unread");
        Assert.Equal(["Band|Ann: Mine|1", "Ann|You: Four|", $"Test {group.Slug}|Lea: To all|1"], Lines(await ben.PageAsync("/chat")));
    }

    [Fact]
    public async Task Deleted_hidden_and_folded_words_are_not_in_the_list()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        await group.Leader.SayAsync(group, "secret");
        foreach (var change in new[] { "deleted_at = now()", "deleted_at = NULL, hidden_at = now()", "hidden_at = NULL" })
        {
            await group.ChangeAsync(1, change);
            if (change == "hidden_at = NULL")
                await site.SqlAsync("INSERT INTO blocks (user_id, other_id) VALUES ($1, $2)", ann.UserId, group.Leader.UserId);
            Assert.DoesNotContain("secret", (await ann.PageAsync("/chat")).Body!.TextContent);
        }
    }

    [Fact]
    public async Task What_nobody_has_written_in_is_only_in_the_list_of_who_made_it_and_what_I_left_in_nobodys()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        var id = await group.Leader.StartAsync(ann.UserId);
        Assert.Single(Lines(await ann.PageAsync("/chat")));
        Assert.Equal(2, Lines(await group.Leader.PageAsync("/chat")).Length);
        await group.Leader.WriteAsync(id, "Hello");
        Assert.Equal(2, Lines(await ann.PageAsync("/chat")).Length);
        using var left = await ann.PostAsync($"/chat/{id}?handler=Leave");
        Assert.Single(Lines(await ann.PageAsync("/chat")));
        await site.SqlAsync("UPDATE groups SET deleted_at = now() WHERE id = $1", group.Id);
        Assert.Empty(Lines(await ann.PageAsync("/chat")));
    }

    [Fact]
    public async Task Everything_is_marked_as_read_at_once()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        var id = await group.Leader.StartAsync(ann.UserId);
        await group.Leader.WriteAsync(id, "One");
        await group.Leader.SayAsync(group, "Two");
        Assert.All(Lines(await ann.PageAsync("/chat")), line => Assert.EndsWith("|1", line, StringComparison.Ordinal));
        using var marked = await ann.PostAsync("/chat?handler=Read");
        Assert.Equal((HttpStatusCode.SeeOther, "/chat"), (marked.StatusCode, marked.Headers.Location!.OriginalString));
        Assert.All(Lines(await ann.PageAsync("/chat")), line => Assert.EndsWith("|", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_hundred_and_more_with_long_histories_come_in_one_query_that_scans_nothing()
    {
        var group = await site.NewGroupAsync();
        var me = await group.AddAsync("Many");
        await MakeAsync(me, conversations: 230, messages: 300);
        using var phone = await site.PhoneOfAsync(me);
        await phone.PageAsync("/chat");
        using var queries = new QueryCount(site.Database);
        var (page, count) = await queries.OfAsync(() => phone.PageAsync("/chat"));
        Assert.Equal(1, count);
        Assert.Equal(200, Lines(page).Length);
        Assert.All(Lines(page)[1..], line => Assert.EndsWith("|99+", line, StringComparison.Ordinal));
        var rest = await phone.PageAsync(page.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        Assert.Equal(31, Lines(rest).Length);
        Assert.Null(rest.QuerySelector("a[rel=next]"));
        Assert.Equal(231, page.QuerySelectorAll("[data-of]").Concat(rest.QuerySelectorAll("[data-of]")).Select(line => line.GetAttribute("data-of")).Distinct().Count());

        var plan = await PlanAsync(me);
        Assert.DoesNotContain("Seq Scan on messages", plan, StringComparison.Ordinal);
        Assert.Contains("messages_pkey", plan, StringComparison.Ordinal);
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 10; i++) await phone.PageAsync("/chat");
        TestContext.Current.TestOutputHelper!.WriteLine($"{TimeProvider.System.GetElapsedTime(started).TotalMilliseconds / 10:0.0} ms a list");
    }

    /// <summary>Name, last words and count of each line.</summary>
    private static string[] Lines(AngleSharp.Dom.IDocument page)
    {
        foreach (var hidden in page.QuerySelectorAll(".vh").ToList()) hidden.Remove();
        return [.. page.QuerySelectorAll("[data-of]").Select(line =>
            $"{line.QuerySelector("b")!.TextContent}|{line.QuerySelector(".preview")!.TextContent}|{line.QuerySelector(".badge")?.TextContent}")];
    }

    private Task MakeAsync(long me, int conversations, int messages) => site.SqlAsync("""
        WITH made AS (
            INSERT INTO conversations (kind, name, made_by, last_seq, message_count, last_message_at)
            SELECT 'direct', 'Conversation ' || n, $1, $3, $3, now() - n * interval '1 minute' FROM generate_series(1, $2) n RETURNING id),
        joined AS (INSERT INTO participants (conversation_id, user_id) SELECT id, $1 FROM made),
        written AS (
            INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text)
            SELECT id, n, n, n, NULL, 'Message ' || n FROM made, generate_series(1, $3) n)
        SELECT 1
        """, me, conversations, messages);

    private async Task<string> PlanAsync(long me)
    {
        var sql = (string)typeof(GroupPages.Pages.Chat.ConversationsQuery)
            .GetField("Sql", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.GetRawConstantValue()!;
        await using var connection = new NpgsqlConnection(site.SuperuserConnection);
        await connection.OpenAsync();
        await using (var analyze = new NpgsqlCommand("ANALYZE", connection))
            await analyze.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand("EXPLAIN " + sql, connection);
        foreach (var value in new object[] { me, DateTimeOffset.MaxValue.AddDays(-1), long.MaxValue, 201 })
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var row = await command.ExecuteReaderAsync();
        var plan = new System.Text.StringBuilder();
        while (await row.ReadAsync()) plan.AppendLine(row.GetString(0));
        return plan.ToString();
    }
}
