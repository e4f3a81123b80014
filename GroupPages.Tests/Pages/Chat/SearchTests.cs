using System.Net;
using GroupPages.Pages.Chat.Search;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Pages.Chat;

/// <summary>GET /chat/search: what is found, by whom, and what typing anything at all does.</summary>
public sealed class SearchTests(SearchTests.Site site) : IClassFixture<SearchTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared)
    {
        public string Name => Database;

        protected override void Configure(IServiceCollection services)
        {
            base.Configure(services);
            services.AddSingleton(all => new SearchQuery(all.GetRequiredService<GroupPages.Data.Database>()) { Patience = TimeSpan.FromMilliseconds(200) });
        }
    }

    public static TheoryData<string, string> Matches { get; } = new()
    {
        { "Zoë is here", "zoe" }, { "zoe is here", "ZOË" }, { "Zoe\u0308 decomposed", "zoë" }, { "rehearsal on Thursday", "reh thu" },
        { "Die Straße ist lang", "strasse" }, { "Die STRASSE ist lang", "straße" }, { "İstanbul", "istanbul" }, { "ISTANBUL", "İstan" },
        { "Ο σοφός", "ΣΟΦΌΣ" }, { "Η ΑΘΉΝΑ", "αθηνα" }, { "مُحَمَّد هنا", "محمد" }, { "محمد هنا", "مُحَمَّد" }, { "שָׁלוֹם לכולם", "שלום" },
        { "今天天气很好", "天气" }, { "東京タワーに行く", "タワー" }, { "สวัสดีครับ", "ดีครับ" }, { "한국어로 말해요", "한국" }, { "Добрый вечер", "ДОБР" },
        { "see https://example.org/a/b now", "example.org" }, { "don't worry", "don't" }, { "well-known", "well-kn" }, { "a-b testing", "a-b" }, { "Ann-Kathrin", "ann-k" }, { "room 12.5 at 8", "12.5" },
        { "Ｆｕｌｌ ｗｉｄｔｈ", "full" }, { "ﬁnd the ﬁsh", "fish" }, { "a\nb c", "b" }, { "Ngọc Þórbjörg", "ngoc thor" },
    };

    public static TheoryData<string, string> Misses { get; } = new()
    {
        { "rehearsal", "hearsal" }, { "天和气", "天气" }, { "one two", "one three" }, { "abc", "a" }, { "abc", "ab" }, { "hello", "h | e" },
    };

    public static TheoryData<string> Hostile { get; } = new(
        "'", "''", "\\", "\\'", "a' | 'b", "!a", "a:*", "a:*AB", "(", "((((", "a <-> b", "a & ", "| |", "%", "_%", "<script>alert(1)</script>", "$1", "{0}", "'; DROP TABLE messages; --",
        "\uFFFE", "\uD83D", "🎉🎉", "\u200B", "\u202Eabc", "' || pg_sleep(5) || '", string.Join(' ', Enumerable.Range(0, 33)), new string('a', 100), new string('天', 100),
        string.Concat(Enumerable.Repeat("a'", 50)), "a\\:b*", "\u0301\u0301", "１２３");

    [Theory]
    [MemberData(nameof(Matches))]
    public async Task A_word_is_found_in_any_script_without_its_accents(string text, string typed)
    {
        var group = await site.NewGroupAsync();
        await group.Leader.SayAsync(group, text);
        var found = (await group.Leader.PageAsync(Search(typed))).QuerySelectorAll("#found li");
        Assert.Contains($"/g/{group.Slug}/chat?at=1#m-{group.Room}-1", Assert.Single(found).QuerySelector("a")!.GetAttribute("href"));
        Assert.NotEmpty(found[0].QuerySelectorAll("mark"));
    }

    [Theory]
    [MemberData(nameof(Misses))]
    public async Task What_does_not_have_the_words_is_not_found(string text, string typed)
    {
        var group = await site.NewGroupAsync();
        await group.Leader.SayAsync(group, text);
        Assert.Empty((await group.Leader.PageAsync(Search(typed))).QuerySelectorAll("#found li"));
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Whatever_is_typed_is_a_word_and_never_an_operator(string typed)
    {
        var group = await site.NewGroupAsync();
        await group.Leader.SayAsync(group, "<b>bold</b> & 'quoted' \\ text 🎉");
        using var answer = await group.Leader.GetAsync(Search(typed));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("<script>alert", html);
        Assert.DoesNotContain("<b>bold", html);
    }

    [Theory]
    [InlineData("a\u0000b")]
    [InlineData("a\u0007b")]
    [InlineData("long")]
    public async Task What_cannot_be_searched_is_told_beside_the_field(string typed)
    {
        var group = await site.NewGroupAsync();
        using var answer = await group.Leader.GetAsync(Search(typed == "long" ? new string('a', 101) : typed));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotEmpty((await Phone.HtmlAsync(answer)).QuerySelector("#q-error")!.TextContent);
    }

    [Fact]
    public async Task An_empty_search_shows_a_hint_and_htmx_gets_the_results_alone()
    {
        var group = await site.NewGroupAsync();
        await group.Leader.SayAsync(group, "Hello there");
        Assert.Contains("Type a word", (await group.Leader.PageAsync("/chat/search?q=%20")).QuerySelector("#found")!.TextContent);
        using var request = new HttpRequestMessage(HttpMethod.Get, Search("hel"));
        request.Headers.Add("HX-Request", "true");
        using var answer = await group.Leader.Http.SendAsync(request);
        Assert.Contains("HX-Request", answer.Headers.Vary);
        var fragment = (await answer.Content.ReadAsStringAsync()).Trim();
        Assert.StartsWith("<section id=\"found\"", fragment);
        Assert.Equal((await group.Leader.PageAsync(Search("hel"))).QuerySelector("#found")!.InnerHtml.Trim(),
            (await Phone.HtmlAsync(answer)).QuerySelector("#found")!.InnerHtml.Trim());
    }

    [Fact]
    public async Task When_too_many_search_one_is_told_so_soon_and_what_was_typed_stays()
    {
        var group = await site.NewGroupAsync();
        await group.Leader.SayAsync(group, "Hello there");
        var slow = await site.HeldUpAsync("LOCK TABLE messages", waiting: 2,
            () => Task.WhenAll(Enumerable.Range(0, 2).Select(_ => group.Leader.GetAsync(Search("hel")))), async () =>
            {
                using var busy = await group.Leader.GetAsync(Search("hel"));
                Assert.Equal((HttpStatusCode.ServiceUnavailable, 5), (busy.StatusCode, busy.Headers.RetryAfter!.Delta!.Value.TotalSeconds));
                var page = await Phone.HtmlAsync(busy);
                Assert.Equal("hel", page.QuerySelector("#q")!.GetAttribute("value"));
                Assert.Contains("Many are searching", page.QuerySelector("#found [role=alert]")!.TextContent);
                Assert.Equal(Search("hel"), page.QuerySelector("#found a")!.GetAttribute("href"));
            });
        Assert.All(slow, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Single((await group.Leader.PageAsync(Search("hel"))).QuerySelectorAll("#found li"));
    }

    [Fact]
    public async Task Only_what_one_may_read_at_this_moment_is_found()
    {
        TestGroup mine = await site.NewGroupAsync(), other = await site.NewGroupAsync();
        using var ruth = await mine.JoinAsync("Ruth");
        using var guest = await site.PhoneOfAsync(await mine.AddAsync("Gus", role: 1));
        using var admin = await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));
        await mine.Leader.SayAsync(mine, "secretword of mine");
        await other.Leader.SayAsync(other, "secretword of the other");
        var direct = await site.NewDirectAsync(ruth.UserId, mine.Leader.UserId);
        await site.WriteAsync(direct, mine.Leader.UserId, "secretword between us");
        Assert.Equal(["secretword between us", "secretword of mine"], await TextsAsync(ruth, "secretw"));
        Assert.Equal(["secretword between us", "secretword of mine"], await TextsAsync(mine.Leader, "secretw"));
        Assert.Equal(["secretword of the other"], await TextsAsync(other.Leader, "secretw"));
        Assert.Empty(await TextsAsync(guest, "secretw"));
        Assert.Empty(await TextsAsync(admin, "secretw"));
        Assert.Equal(["secretword of mine"], await TextsAsync(admin, "secretw", mine.Room));
        Assert.Equal(["secretword between us"], await TextsAsync(ruth, "secretw", direct));
        foreach (var (phone, conversation) in new[] { (guest, mine.Room), (other.Leader, mine.Room), (admin, direct), (other.Leader, direct), (ruth, 999_999_999) })
            Assert.Equal(HttpStatusCode.NotFound, await phone.StatusAsync(Search("secretw", conversation)));
        await site.SqlAsync("UPDATE participants SET left_at = now() WHERE conversation_id = $1 AND user_id = $2", direct, ruth.UserId);
        Assert.Equal(["secretword of mine"], await TextsAsync(ruth, "secretw"));
        await site.SqlAsync("DELETE FROM memberships WHERE group_id = $1 AND user_id = $2", mine.Id, ruth.UserId);
        Assert.Empty(await TextsAsync(ruth, "secretw"));
        await site.SqlAsync("UPDATE groups SET deleted_at = now() WHERE id = $1", other.Id);
        Assert.Empty(await TextsAsync(other.Leader, "secretw"));
    }

    [Fact]
    public async Task Deleted_hidden_and_blocked_words_are_never_found_and_edited_ones_as_they_are_now()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        var boaz = await group.AddAsync("Boaz");
        foreach (var text in new[] { "fish one", "fish two", "fish three" }) await group.Leader.SayAsync(group, text);
        await group.NewMessageAsync(boaz, "fish of Boaz");
        await group.ChangeAsync(1, "deleted_at = now()");
        await group.ChangeAsync(2, "hidden_at = now()");
        await group.ChangeAsync(3, "text = 'bird three', edited_at = now()");
        Assert.Equal(["fish of Boaz"], await TextsAsync(ruth, "fish"));
        Assert.Equal(["bird three"], await TextsAsync(ruth, "bird"));
        await site.SqlAsync("INSERT INTO blocks (user_id, other_id) VALUES ($1, $2)", ruth.UserId, boaz);
        Assert.Empty(await TextsAsync(ruth, "fish"));
        Assert.Equal(["fish of Boaz"], await TextsAsync(group.Leader, "fish"));
    }

    [Fact]
    public async Task The_latest_stand_first_thirty_a_page_each_once_in_one_query_and_one_for_the_frame()
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(75);
        using var count = new QueryCount(site.Name);
        List<string> all = [];
        var path = Search("history");
        for (var pages = 0; pages < 3; pages++)
        {
            var (page, queries) = await count.OfAsync(() => group.Leader.PageAsync(path));
            // The first one also reads who asks, and the group of the frame.
            Assert.InRange(queries, 0, pages == 0 ? 5 : 2);
            all.AddRange(page.QuerySelectorAll("#found li a").Select(link => link.GetAttribute("href")!));
            path = page.QuerySelector("#found .button")?.GetAttribute("href") ?? "";
        }
        Assert.Empty(path);
        Assert.Equal(Enumerable.Range(1, 75).Reverse().Select(seq => $"/g/{group.Slug}/chat?at={seq}#m-{group.Room}-{seq}"), all);
        foreach (var nonsense in new[] { "x", "1-2", "-1-2-3", "99999999999999999999-1-1", "250000000000000000-1-1", "1-1-1-1", "%00" })
            Assert.Equal(HttpStatusCode.OK, await group.Leader.StatusAsync($"{Search("history")}&after={nonsense}"));
    }

    [Theory]
    [InlineData("We meet in the Straße at 8", "strasse", "We meet in the [Straße] at 8")]
    [InlineData("Zoe\u0308 and zoë", "zoe", "[Zoe\u0308] and [zoë]")]
    [InlineData("<b> & co", "co", "<b> & [co]")]
    [InlineData("one\ntwo", "tw", "one [tw]o")]
    [InlineData("今天天气很好", "天气", "今天[天气]很好")]
    [InlineData("nothing here", "zzz", "nothing here")]
    [InlineData("🎉🎉 party 🎉", "par", "🎉🎉 [par]ty 🎉")]
    [InlineData("bad \uD83D half", "half", "bad \uD83D [half]")]
    public void A_hit_is_marked_in_its_own_spelling(string text, string typed, string shown) =>
        Assert.Equal(shown, string.Concat(Snippet.Of(text, typed).Select(part => part.IsHit ? $"[{part.Text}]" : part.Text)));

    [Fact]
    public void A_snippet_of_anything_is_part_of_it_and_short()
    {
        var random = new SplitMix64(8);
        string[] bits = ["a", "ß", "Zoë", " ", "\n", "天", "🎉", "\uFFFE", "\u0301", "\uD83D", "\uDE00", "İ", "word", ".", "ﬁ"];
        for (var i = 0; i < 3_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Below(400)).Select(_ => bits[random.Below(bits.Length)]));
            var typed = string.Concat(Enumerable.Range(0, 1 + random.Below(3)).Select(_ => bits[random.Below(bits.Length)]));
            var shown = string.Concat(Snippet.Of(text, typed).Select(part => part.Text));
            Assert.Contains(shown.Trim('…', ' '), text.Replace('\n', ' '), StringComparison.Ordinal);
            Assert.InRange(shown.Length, 0, 190);
        }
    }

    private static string Search(string typed, long? conversation = null) =>
        $"/chat/search?q={Uri.EscapeDataString(typed)}{(conversation is null ? "" : $"&c={conversation}")}";

    private static async Task<IEnumerable<string>> TextsAsync(Phone phone, string typed, long? conversation = null) =>
        (await phone.PageAsync(Search(typed, conversation))).QuerySelectorAll("#found li span[dir=auto]").Select(found => found.TextContent.Trim());
}
