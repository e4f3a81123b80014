using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Access;

/// <summary>
/// Who may do what with a message, for each kind of conversation and each state of the message. To whoever may not, it
/// is not there; and hidden or deleted words are nowhere, but for leaders on the hidden message's own page.
/// </summary>
public sealed class ChangeMatrixTests(ChangeMatrixTests.Site site) : IClassFixture<ChangeMatrixTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    private sealed record Cast(long Conversation, TestGroup Group, Phone Author, Phone[] Everybody);

    // Words that were edited away, and those that stand there.
    private const string Before = "zwieback-before", Now = "zwieback-now";

    private static readonly Dictionary<string, (string, string)> Fields = new()
    {
        ["edit"] = ("text", "Other words"),
        ["delete"] = ("x", "y"),
        ["hide"] = ("reason", "Unkind"),
        ["unhide"] = ("x", "y"),
        ["react"] = ("emoji", "👍"),
    };

    /// <summary>For each change what is refused with words instead of 404.</summary>
    private static readonly Dictionary<string, (string, string)> Bad = new()
    {
        ["edit"] = ("text", " "),
        ["hide"] = ("reason", ""),
        ["react"] = ("emoji", "no"),
    };

    // Statuses for visitor, guest, another member, the author, another group's leader, leader, site admin, removed, banned.
    private static readonly Dictionary<string, string> Room = new()
    {
        ["open GET"] = "404 404 200 200 404 200 200 404 404",
        ["open edit"] = "404 404 404 303 404 404 404 404 404",
        ["open delete"] = "404 404 404 303 404 404 404 404 404",
        ["open hide"] = "404 404 404 404 404 303 303 404 404",
        ["open unhide"] = "404 404 404 404 404 303 303 404 404",
        ["open react"] = "404 404 303 303 404 303 303 404 404",
        ["hidden GET"] = "404 404 200 200 404 200 200 404 404",
        ["hidden edit"] = "404 404 404 409 404 404 404 404 404",
        ["hidden delete"] = "404 404 404 303 404 404 404 404 404",
        ["hidden hide"] = "404 404 404 404 404 303 303 404 404",
        ["hidden unhide"] = "404 404 404 404 404 303 303 404 404",
        ["hidden react"] = "404 404 409 409 404 409 409 404 404",
        ["deleted GET"] = "404 404 200 200 404 200 200 404 404",
        ["deleted edit"] = "404 404 404 409 404 404 404 404 404",
        ["deleted delete"] = "404 404 404 303 404 404 404 404 404",
        ["deleted hide"] = "404 404 404 404 404 409 409 404 404",
        ["deleted unhide"] = "404 404 404 404 404 409 409 404 404",
        ["deleted react"] = "404 404 409 409 404 409 409 404 404",
    };

    // The same people, all but the author out of it: then another who takes part, and one who has left.
    private static readonly Dictionary<string, string> Direct = new()
    {
        ["open GET"] = "404 404 404 200 404 404 404 404 404 200 404",
        ["open edit"] = "404 404 404 303 404 404 404 404 404 404 404",
        ["open delete"] = "404 404 404 303 404 404 404 404 404 404 404",
        ["open hide"] = "404 404 404 404 404 404 404 404 404 404 404",
        ["open unhide"] = "404 404 404 404 404 404 404 404 404 404 404",
        ["open react"] = "404 404 404 303 404 404 404 404 404 303 404",
        ["hidden GET"] = "404 404 404 200 404 404 404 404 404 200 404",
        ["hidden edit"] = "404 404 404 409 404 404 404 404 404 404 404",
        ["hidden unhide"] = "404 404 404 404 404 404 404 404 404 404 404",
        ["hidden react"] = "404 404 404 409 404 404 404 404 404 409 404",
        ["deleted GET"] = "404 404 404 200 404 404 404 404 404 200 404",
        ["deleted edit"] = "404 404 404 409 404 404 404 404 404 404 404",
        ["deleted react"] = "404 404 404 409 404 404 404 404 404 409 404",
    };

    public static TheoryData<string, string> Cells { get; } =
        [.. Room.Keys.Select(cell => ("room", cell)), .. Direct.Keys.Select(cell => ("direct", cell))];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_message_answers_as_its_row_says(string kind, string cell)
    {
        var cast = await GatherAsync(kind);
        var (state, change) = (cell.Split(' ')[0], cell.Split(' ')[1]);
        List<string> statuses = [];
        string? unchanged = null;
        foreach (var (phone, i) in cast.Everybody.Select((phone, i) => (phone, i)))
        {
            // Whoever only looked, or was refused, has changed nothing: the next one asks about the very same.
            var path = unchanged ?? await MessageAsync(cast, state);
            using var answer = await AskAsync(phone, path, change, Fields);
            statuses.Add($"{(int)answer.StatusCode}");
            unchanged = change == "GET" || answer.StatusCode == HttpStatusCode.NotFound ? path : null;
            await IsNothingAsync(phone, change, answer);
            var body = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain(Before, body);
            // The leader and the site admin of a room see on the message's page what it was, also with a refusal on top.
            var isLeader = kind == "room" && i is 5 or 6;
            var mayRead = answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict && (state == "open" || (state == "hidden" && isLeader));
            Assert.Equal(mayRead, body.Contains(Now, StringComparison.Ordinal));
        }
        Assert.Equal((kind == "room" ? Room : Direct)[cell], string.Join(' ', statuses));
    }

    [Theory]
    [InlineData("room")]
    [InlineData("direct")]
    public async Task What_is_wrong_in_a_field_is_told_only_to_those_who_have_the_field(string kind)
    {
        var cast = await GatherAsync(kind);
        foreach (var change in Bad.Keys)
        {
            foreach (var phone in cast.Everybody)
            {
                using var good = await AskAsync(phone, await WrittenAsync(cast), change, Fields);
                using var bad = await AskAsync(phone, await WrittenAsync(cast), change, Bad);
                Assert.Equal(good.StatusCode == HttpStatusCode.NotFound ? HttpStatusCode.NotFound : HttpStatusCode.UnprocessableEntity, bad.StatusCode);
                await IsNothingAsync(phone, change, bad);
            }
        }
    }

    [Theory]
    [InlineData("room")]
    [InlineData("direct")]
    public async Task Neither_page_nor_stream_has_hidden_or_deleted_words(string kind)
    {
        var cast = await GatherAsync(kind);
        await MessageAsync(cast, "hidden");
        await MessageAsync(cast, "deleted");
        var isReader = Room["open GET"].Split(' ');
        if (kind == "direct") isReader = Direct["open GET"].Split(' ');
        foreach (var (phone, i) in cast.Everybody.Select((phone, i) => (phone, i)))
        {
            await using var stream = await phone.StreamAsync($"/live?c={cast.Conversation}&after=0");
            Assert.Equal(isReader[i], $"{(int)stream.Response.StatusCode}");
            if (!stream.IsEventStream)
            {
                using var nothing = await phone.Http.GetAsync("/live?c=999999999");
                Assert.Equal(await Answers.BytesAsync(nothing), await Answers.BytesAsync(stream.Response));
                continue;
            }
            foreach (var message in await LiveMessage.TakeAsync(stream, 2))
                Assert.DoesNotContain("zwieback", message.Item.OuterHtml);
            if (kind == "room")
                Assert.DoesNotContain("zwieback", await phone.Http.GetStringAsync($"{cast.Group.Path}/chat"));
        }
    }

    [Fact]
    public async Task A_number_without_a_message_is_nothing_to_everybody()
    {
        var cast = await GatherAsync("room");
        var elsewhere = await GatherAsync("room");
        var path = await MessageAsync(elsewhere, "open");
        await MessageAsync(elsewhere, "open");
        var there = path.Split('/')[^1];
        foreach (var phone in cast.Everybody)
        {
            foreach (var nowhere in new[] { $"/chat/{cast.Conversation}/999", $"/chat/{cast.Conversation}/{there}", $"/chat/999999/{there}", $"/chat/{cast.Conversation}/-1", $"/chat/{cast.Conversation}/0" })
            {
                foreach (var change in Fields.Keys.Append("GET"))
                {
                    using var answer = await AskAsync(phone, nowhere, change, Fields);
                    Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
                    await IsNothingAsync(phone, change, answer);
                }
            }
        }
    }

    private async Task<Cast> GatherAsync(string kind)
    {
        TestGroup group = await site.NewGroupAsync(), other = await site.NewGroupAsync();
        long author = await group.AddAsync("Ann"), member = await group.AddAsync("Mia"), guest = await group.AddAsync("Gus", role: 1);
        long removed = await group.AddAsync("Rex"), banned = await group.AddAsync("Bob"), fellow = await group.AddAsync("Fay"), left = await group.AddAsync("Lou");
        await site.SqlAsync("DELETE FROM memberships WHERE user_id = ANY($1)", new[] { removed, banned });
        await site.SqlAsync("INSERT INTO bans (group_id, user_id) VALUES ($1, $2)", group.Id, banned);
        var ann = await site.PhoneOfAsync(author);
        List<Phone> all =
        [
            site.NewPhone(), await site.PhoneOfAsync(guest), await site.PhoneOfAsync(member), ann, other.Leader, group.Leader,
            await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true)), await site.PhoneOfAsync(removed), await site.PhoneOfAsync(banned),
        ];
        if (kind == "room")
            return new(group.Room, group, ann, [.. all]);
        var direct = await site.NewDirectAsync(author, fellow, left);
        await site.SqlAsync("UPDATE participants SET left_at = now() WHERE conversation_id = $1 AND user_id = $2", direct, left);
        return new(direct, group, ann, [.. all, await site.PhoneOfAsync(fellow), await site.PhoneOfAsync(left)]);
    }

    /// <summary>A message of the author's, once edited, in a state.</summary>
    private async Task<string> MessageAsync(Cast cast, string state)
    {
        var path = await WrittenAsync(cast);
        await DoesAsync(cast.Author, $"{path}/edit", "text", Now);
        if (state == "deleted")
            await DoesAsync(cast.Author, $"{path}/delete", "x", "y");
        else if (state == "hidden" && cast.Conversation == cast.Group.Room)
            await DoesAsync(cast.Group.Leader, $"{path}/hide", "reason", "Unkind");
        else if (state == "hidden")
            await site.SqlAsync("UPDATE messages SET hidden_at = now() WHERE conversation_id = $1 AND text = $2", cast.Conversation, Now);
        return path;
    }

    private async Task<string> WrittenAsync(Cast cast) =>
        $"/chat/{cast.Conversation}/{await site.WriteAsync(cast.Conversation, cast.Author.UserId, Before)}";

    private static async Task DoesAsync(Phone phone, string path, string field, string value)
    {
        using var answer = await phone.PostHtmxAsync(path, (field, value));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private static Task<HttpResponseMessage> AskAsync(Phone phone, string path, string change, Dictionary<string, (string, string)> fields) =>
        change == "GET" ? phone.GetAsync(path) : phone.PostAsync($"{path}/{change}", fields[change]);

    private static async Task IsNothingAsync(Phone phone, string change, HttpResponseMessage answer)
    {
        if (answer.StatusCode != HttpStatusCode.NotFound)
            return;
        using var nothing = change == "GET" ? await phone.GetAsync("/there-is-no-such-page") : await phone.PostAsync("/g/there-is-no-such-group/chat", ("text", "Hello"));
        Assert.Equal(await Answers.BytesAsync(nothing), await Answers.BytesAsync(answer));
    }
}
