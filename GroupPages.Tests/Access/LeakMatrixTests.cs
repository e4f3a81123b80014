using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Access;

/// <summary>
/// Everything that reads a conversation, asked by everybody: whoever may not read it gets the answer of one that does not
/// exist, and words that were edited away, deleted or hidden are in nobody's answer.
/// </summary>
public sealed class LeakMatrixTests(LeakMatrixTests.Site site) : IClassFixture<LeakMatrixTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    // Each message says one of these; only the first is there to be read.
    private const string Open = "rhubarb-open", Hidden = "rhubarb-hidden", Deleted = "rhubarb-deleted", Edited = "rhubarb-before";

    private sealed record Cast(string Kind, TestGroup Group, long Conversation, string Page, long[] Seqs, (string Who, Phone Phone, bool Reads)[] Everybody);

    [Theory]
    [InlineData("room")]
    [InlineData("pair")]
    [InlineData("several")]
    public async Task What_reads_a_conversation_tells_its_readers_what_stands_there_and_others_nothing(string kind)
    {
        var cast = await GatherAsync(kind);
        foreach (var (who, phone, reads) in cast.Everybody)
        {
            foreach (var path in PathsOf(cast))
            {
                using var answer = await phone.Http.GetAsync(path);
                // A leader, and so a site admin, looks at what was hidden on the message's own page, and nowhere else.
                var looksAtHidden = reads && who == "site admin" && path == $"/chat/{cast.Conversation}/{cast.Seqs[1]}";
                HasNothingGone(await answer.Content.ReadAsStringAsync(), $"{who} at {path}", looksAtHidden);
                if (reads)
                    Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{who} gets {answer.StatusCode} at {path}");
                else
                    await IsNothingAsync(phone, path, answer, who);
            }
            using var page = await phone.GetAsync(cast.Page);
            Assert.Equal(reads, (await page.Content.ReadAsStringAsync()).Contains(Open, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("room")]
    [InlineData("pair")]
    [InlineData("several")]
    public async Task Lists_searches_and_streams_have_it_for_its_readers_alone(string kind)
    {
        var cast = await GatherAsync(kind);
        foreach (var (who, phone, reads) in cast.Everybody)
        {
            foreach (var path in new[] { "/chat", "/chat/search?q=rhubarb", $"/chat/search?q=rhubarb&c={cast.Conversation}", "/me/blocks", "/chat/new" })
            {
                using var answer = await phone.GetAsync(path);
                // As read: what was searched for is marked, in the middle of a word.
                var body = (await answer.Content.ReadAsStringAsync()).Replace("<mark>", "", StringComparison.Ordinal).Replace("</mark>", "", StringComparison.Ordinal);
                HasNothingGone(body, $"{who} at {path}");
                // A site admin reads every room, but it is not among their own: they search it only when they ask for it.
                var isMine = reads && (who != "site admin" || path.Contains("c=", StringComparison.Ordinal));
                if (path.Contains("search", StringComparison.Ordinal))
                    Assert.True(isMine == body.Contains(Open, StringComparison.Ordinal), $"{who} at {path}");
                else if (!isMine)
                    Assert.DoesNotContain(Open, body);
            }
            await using var stream = await phone.StreamAsync($"/live?c={cast.Conversation}&after=0");
            Assert.True(reads == stream.IsEventStream, $"{who} on the stream");
            if (reads)
                Assert.Equal([Open], (await LiveMessage.TakeAsync(stream, 4)).Select(message => message.Text).Where(text => text.Contains("rhubarb", StringComparison.Ordinal)).Distinct());
        }
    }

    [Fact]
    public async Task Whoever_a_block_or_a_removal_parts_cannot_write_but_keeps_what_they_read()
    {
        var cast = await GatherAsync("pair");
        var (ann, fay) = (cast.Everybody.Single(one => one.Who == "author").Phone, cast.Everybody.Single(one => one.Who == "fellow").Phone);
        foreach (var change in new[] { "INSERT INTO blocks (user_id, other_id) VALUES ($1, $2)", "DELETE FROM memberships WHERE user_id IN ($1, $2)" })
        {
            await site.SqlAsync(change, fay.UserId, ann.UserId);
            foreach (var phone in new[] { ann, fay })
            {
                using var refused = await phone.PostAsync(cast.Page, ("text", "Still there?"));
                Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
                Assert.Equal("Still there?", (await Phone.HtmlAsync(refused)).QuerySelector("textarea")!.TextContent);
                Assert.Contains(Open, await phone.Http.GetStringAsync(cast.Page));
            }
            await site.SqlAsync("DELETE FROM blocks WHERE user_id = $1", fay.UserId);
        }
        Assert.Equal(4, await site.CountAsync("messages WHERE conversation_id = $1", cast.Conversation));
    }

    private static IEnumerable<string> PathsOf(Cast cast)
    {
        var path = $"/chat/{cast.Conversation}";
        string[] pages = [cast.Page, $"{cast.Page}?before=3", $"{cast.Page}?at=2", $"{cast.Page}?since=0", $"{path}/people?q=", $"{path}/mute"];
        return [.. pages, .. cast.Seqs.SelectMany(seq => new[] { $"{path}/{seq}", $"{path}/{seq}/report" })];
    }

    /// <summary>A conversation of four messages: one to be read, once edited; one hidden; one deleted; and one by somebody else.</summary>
    private async Task<Cast> GatherAsync(string kind)
    {
        TestGroup group = await site.NewGroupAsync(), other = await site.NewGroupAsync();
        long author = await group.AddAsync("Ann"), fellow = await group.AddAsync("Fay"), member = await group.AddAsync("Mia");
        long guest = await group.AddAsync("Gus", role: 1), removed = await group.AddAsync("Rex"), left = await group.AddAsync("Lou");
        await site.SqlAsync("DELETE FROM memberships WHERE user_id = $1", removed);
        var isRoom = kind == "room";
        var conversation = isRoom ? group.Room : await site.NewDirectAsync(kind == "pair" ? [author, fellow] : [author, fellow, left]);
        await site.SqlAsync("UPDATE participants SET left_at = now() WHERE conversation_id = $1 AND user_id = $2", isRoom ? -1 : conversation, left);
        var ann = await site.PhoneOfAsync(author);
        var seqs = new List<long>();
        foreach (var text in new[] { Edited, Hidden, Deleted })
            seqs.Add(await site.WriteAsync(conversation, author, text));
        seqs.Add(await site.WriteAsync(conversation, fellow, "Thanks"));
        await DoesAsync(ann, $"/chat/{conversation}/{seqs[0]}/edit", ("text", Open));
        await site.SqlAsync("UPDATE messages SET hidden_at = now() WHERE conversation_id = $1 AND seq = $2", conversation, seqs[1]);
        await DoesAsync(ann, $"/chat/{conversation}/{seqs[2]}/delete", ("x", "y"));
        return new(kind, group, conversation, isRoom ? $"{group.Path}/chat" : $"/chat/{conversation}", [.. seqs],
        [
            ("visitor", site.NewPhone(), false), ("guest", await site.PhoneOfAsync(guest), false), ("member", await site.PhoneOfAsync(member), isRoom),
            ("author", ann, true), ("fellow", await site.PhoneOfAsync(fellow), true), ("another group's leader", other.Leader, false),
            ("removed", await site.PhoneOfAsync(removed), false), ("who left", await site.PhoneOfAsync(left), isRoom),
            ("site admin", await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true)), isRoom),
        ]);
    }

    private static void HasNothingGone(string body, string where, bool looksAtHidden = false)
    {
        foreach (var gone in new[] { Hidden, Deleted, Edited })
            Assert.True((looksAtHidden && gone == Hidden) == body.Contains(gone, StringComparison.Ordinal), $"{gone}: {where}");
    }

    private static async Task DoesAsync(Phone phone, string path, (string, string) field)
    {
        using var answer = await phone.PostHtmxAsync(path, field);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private static async Task IsNothingAsync(Phone phone, string path, HttpResponseMessage answer, string who)
    {
        Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{who} gets {answer.StatusCode} at {path}");
        using var nothing = await phone.Http.GetAsync("/there-is-no-such-page");
        Assert.Equal(await Answers.BytesAsync(nothing), await Answers.BytesAsync(answer));
    }
}
