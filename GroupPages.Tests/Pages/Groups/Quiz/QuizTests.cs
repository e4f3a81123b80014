using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Quiz;

/// <summary>Learning names, round by round.</summary>
public sealed class QuizTests(QuizTests.Site site) : IClassFixture<QuizTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    private static readonly string[] Names = ["Ann", "Bo", "Cleo", "Dora", "Edgar", "Fay"];

    [Fact]
    public async Task A_round_asks_about_each_face_once_tells_what_was_right_and_ends()
    {
        var (group, people) = await WithFacesAsync();
        var page = await BeginAsync(group.Leader, group, "due", "my-round");
        for (var n = 0; n < Names.Length; n++)
        {
            var right = await RightAsync(group.Leader, page);
            using var answer = await AnswerAsync(group.Leader, group, page, n == 0 ? 1 + (right % 4) : right);
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
            page = await group.Leader.PageAsync(answer.Headers.Location!.OriginalString);
            if (n == 0)
            {
                Assert.Contains("This is", page.QuerySelector("h1")!.TextContent);
                page = await group.Leader.PageAsync(page.QuerySelector("[data-next]")!.GetAttribute("href")!);
            }
        }
        Assert.Equal("5 of 6 right", page.QuerySelector("h1")!.TextContent);
        Assert.Equal(6, await site.CountAsync("quiz_cards WHERE user_id = $1", group.Leader.UserId));
        Assert.Equal(5, await site.CountAsync("quiz_cards WHERE user_id = $1 AND box = 2", group.Leader.UserId));
        Assert.Equal(people.Order(), (await site.SqlAsync<long[]>("SELECT array_agg(other_id) FROM quiz_cards WHERE user_id = $1", group.Leader.UserId)).Order());
        Assert.Contains("know 5 of 6", (await group.Leader.PageAsync($"{group.Path}/quiz")).QuerySelector(".lead")!.TextContent);
    }

    [Fact]
    public async Task The_page_does_not_tell_who_is_right()
    {
        var (group, people) = await WithFacesAsync();
        var page = await BeginAsync(group.Leader, group, "due", "secret-round");
        var question = page.QuerySelector(".question")!;
        Assert.Equal(["1", "2", "3", "4"], question.QuerySelectorAll("button[name=answer]").Select(button => button.GetAttribute("value")));
        Assert.All(question.QuerySelectorAll("button"), button => Assert.Equal(["accesskey", "name", "value"], button.Attributes.Select(a => a.Name).Order()));
        Assert.Equal(["/photos/", "The face in question"], [question.QuerySelector("img")!.GetAttribute("src")![..8], question.QuerySelector("img")!.GetAttribute("alt")]);
        Assert.DoesNotContain("/people/", page.QuerySelector("main")!.InnerHtml);
        Assert.DoesNotContain("data-", page.QuerySelector("main")!.InnerHtml);
        Assert.Equal(people.Count, await site.CountAsync("quiz_questions q JOIN quiz_rounds r ON r.id = q.round_id WHERE r.key = 'secret-round'"));
    }

    [Fact]
    public async Task Starting_and_answering_again_with_the_same_key_changes_nothing()
    {
        var (group, _) = await WithFacesAsync();
        var page = await BeginAsync(group.Leader, group, "due", "again-and-again");
        var right = await RightAsync(group.Leader, page);
        using var first = await AnswerAsync(group.Leader, group, page, right);
        var state = await site.StateAsync();
        using var second = await AnswerAsync(group.Leader, group, page, 1 + (right % 4));
        using var restart = await group.Leader.PostAsync($"{group.Path}/quiz", ("start", "due"), ("key", "again-and-again"));
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(state, await site.StateAsync());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => group.Leader.PostAsync($"{group.Path}/quiz", ("start", "due"), ("key", "at-once"))));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode));
        Assert.Equal(1, await site.CountAsync("quiz_rounds WHERE user_id = $1 AND key = 'at-once'", group.Leader.UserId));
    }

    [Fact]
    public async Task Another_device_has_the_same_cards_due_and_goes_on_with_the_round()
    {
        var (group, _) = await WithFacesAsync();
        var page = await BeginAsync(group.Leader, group, "due", "two-devices");
        using var answer = await AnswerAsync(group.Leader, group, page, await RightAsync(group.Leader, page));
        using var elsewhere = await site.PhoneOfAsync(group.Leader.UserId);
        Assert.Contains("about 5 faces", (await elsewhere.PageAsync($"{group.Path}/quiz")).QuerySelector("[name=start][value=due]")!.TextContent);
        Assert.Contains("1 of 6", (await elsewhere.PageAsync($"{group.Path}/quiz?round=two-devices")).QuerySelector(".status")!.TextContent);
        await site.SqlAsync("UPDATE quiz_cards SET due_at = now(), answered_at = now() - interval '1 day' WHERE user_id = $1", group.Leader.UserId);
        Assert.Contains("about 6 faces", (await elsewhere.PageAsync($"{group.Path}/quiz")).QuerySelector("[name=start][value=due]")!.TextContent);
    }

    [Fact]
    public async Task Who_left_was_deleted_or_has_no_photo_any_more_is_asked_about_no_more()
    {
        var (group, people) = await WithFacesAsync();
        await BeginAsync(group.Leader, group, "due", "fading");
        await site.SqlAsync("DELETE FROM memberships WHERE user_id = $1", people[0]);
        await site.SqlAsync("UPDATE users SET deleted_at = now() WHERE id = $1", people[1]);
        await site.SqlAsync("UPDATE users SET photo = NULL WHERE id = $1", people[2]);
        await Eventually.TrueAsync(async () => (await group.Leader.PageAsync($"{group.Path}/quiz?round=fading")).QuerySelector(".status")!.TextContent == "0 of 3",
            TimeSpan.FromSeconds(5), "three must be left");
        for (var n = 0; n < 3; n++)
        {
            var page = await group.Leader.PageAsync($"{group.Path}/quiz?round=fading");
            Assert.DoesNotContain("Ann", page.QuerySelector(".answers")!.TextContent);
            Assert.DoesNotContain("Bo", page.QuerySelector(".answers")!.TextContent);
            using var answer = await AnswerAsync(group.Leader, group, page, await RightAsync(group.Leader, page));
        }
        Assert.Equal("3 of 3 right", (await group.Leader.PageAsync($"{group.Path}/quiz?round=fading")).QuerySelector("h1")!.TextContent);
        // The place of one who left leads on, and changes nothing.
        var gone = await site.SqlAsync<short>("SELECT place FROM quiz_questions WHERE person_id = $1", people[0]);
        using var late = await group.Leader.PostAsync($"{group.Path}/quiz", ("key", $"fading.{gone}"), ("answer", "1"));
        Assert.Equal(0, await site.CountAsync("quiz_cards WHERE other_id = $1", people[0]));
    }

    [Fact]
    public async Task Whom_I_blocked_and_who_blocked_me_are_neither_asked_about_nor_to_be_chosen()
    {
        var (group, people) = await WithFacesAsync();
        await BeginAsync(group.Leader, group, "due", "before-the-quarrel");
        await site.SqlAsync("INSERT INTO blocks (user_id, other_id) VALUES ($1, $2), ($3, $1)", group.Leader.UserId, people[0], people[1]);
        var start = await group.Leader.PageAsync($"{group.Path}/quiz");
        Assert.Contains("of 4 faces", start.QuerySelector(".lead")!.TextContent);
        foreach (var (key, begins) in new[] { ("before-the-quarrel", false), ("after-it", true) })
        {
            if (begins)
                await BeginAsync(group.Leader, group, "again", key);
            for (var n = 0; n < 4; n++)
            {
                var page = await group.Leader.PageAsync($"{group.Path}/quiz?round={key}");
                Assert.Equal($"{n} of 4", page.QuerySelector(".status")!.TextContent);
                Assert.DoesNotContain(page.QuerySelectorAll(".answers b").Select(name => name.TextContent), name => name is "Ann" or "Bo");
                (await AnswerAsync(group.Leader, group, page, await RightAsync(group.Leader, page))).Dispose();
            }
        }
        Assert.Equal(0, await site.CountAsync("quiz_cards WHERE user_id = $1 AND other_id = ANY($2)", group.Leader.UserId, people.Take(2).ToArray()));
    }

    [Fact]
    public async Task A_round_is_its_owners_and_its_groups_and_a_bad_answer_is_told()
    {
        var (group, _) = await WithFacesAsync();
        var other = await site.NewGroupAsync();
        await BeginAsync(group.Leader, group, "due", "mine");
        using var bo = await site.PhoneOfAsync(await site.SqlAsync<long>("SELECT user_id FROM memberships JOIN users u ON u.id = user_id WHERE group_id = $1 AND first_name = 'Bo'", group.Id));
        var before = await site.StateAsync();
        using var stolen = await bo.PostAsync($"{group.Path}/quiz", ("key", "mine.1"), ("answer", "1"));
        using var elsewhere = await other.Leader.PostAsync($"{other.Path}/quiz", ("key", "mine.1"), ("answer", "1"));
        Assert.Contains("Learn the names", (await bo.PageAsync($"{group.Path}/quiz?round=mine")).QuerySelector("h1")!.TextContent);
        foreach (var bad in new[] { "", "0", "5", "-1", "x", "99999999999" })
        {
            using var refused = await group.Leader.PostAsync($"{group.Path}/quiz", ("key", "mine.1"), ("answer", bad));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains("Choose one", (await Phone.HtmlAsync(refused)).QuerySelector("[role=alert]")!.TextContent);
        }
        foreach (var key in new[] { "", ".", "mine", "mine.", "mine.0", "mine.99", "mine.-1", "\u0007.1", new string('k', 200) + ".1", "mine.99999999999" })
        {
            using var nowhere = await group.Leader.PostAsync($"{group.Path}/quiz", ("key", key), ("answer", "1"));
            Assert.Equal(HttpStatusCode.SeeOther, nowhere.StatusCode);
        }
        Assert.Equal(before, await site.StateAsync());
    }

    [Fact]
    public async Task Who_did_I_just_meet_asks_about_todays_newcomers_alone()
    {
        var (group, _) = await WithFacesAsync();
        var today = await group.AddAsync("Newt", daysAgo: 0.1);
        await FaceAsync(today);
        var page = await BeginAsync(group.Leader, group, "new", "tonight");
        Assert.Equal("0 of 1", page.QuerySelector(".status")!.TextContent);
        using var answer = await AnswerAsync(group.Leader, group, page, await RightAsync(group.Leader, page));
        Assert.Equal(1, await site.CountAsync("quiz_cards WHERE user_id = $1 AND other_id = $2", group.Leader.UserId, today));
    }

    [Fact]
    public async Task Leaders_see_totals_once_three_members_let_what_they_know_count()
    {
        var (group, people) = await WithFacesAsync(daysAgo: 3);
        for (var n = 0; n < 3; n++)
        {
            Assert.Contains("three members", await TotalsAsync(group.Leader, group));
            using var phone = await site.PhoneOfAsync(people[n]);
            using var shared = await phone.PostAsync($"{group.Path}/quiz", ("share", "on"));
            Assert.Null((await phone.PageAsync($"{group.Path}/quiz")).QuerySelector("#totals"));
        }
        Assert.Contains("6 newcomers nobody can name yet", await TotalsAsync(group.Leader, group));
        await site.SqlAsync("INSERT INTO quiz_cards VALUES ($1, $2, 2, now() + interval '1 day', now()), ($1, $3, 1, now() + interval '1 day', now()), ($4, $3, 6, now() + interval '1 day', now())",
            people[0], people[1], people[2], people[5]);
        Assert.Contains("5 newcomers nobody can name yet", await TotalsAsync(group.Leader, group));
    }

    [Fact]
    public async Task Without_faces_there_is_nothing_to_ask_and_a_warm_page_is_one_query()
    {
        var lonely = await site.NewGroupAsync();
        Assert.Contains("Nobody else has a photo", (await lonely.Leader.PageAsync($"{lonely.Path}/quiz")).QuerySelector("h2")!.TextContent);
        using var none = await lonely.Leader.PostAsync($"{lonely.Path}/quiz", ("start", "due"), ("key", "none"));
        Assert.Equal($"{lonely.Path}/quiz", none.Headers.Location!.OriginalString);
        var (group, people) = await WithFacesAsync();
        using var ann = await site.PhoneOfAsync(people[0]);
        await BeginAsync(ann, group, "due", "counted");
        using var count = new QueryCount(site.Database);
        foreach (var path in new[] { $"{group.Path}/quiz", $"{group.Path}/quiz?round=counted" })
        {
            await ann.StatusAsync(path);
            Assert.Equal(1, (await count.OfAsync(() => ann.StatusAsync(path))).Queries);
        }
    }

    private async Task<(TestGroup Group, IReadOnlyList<long> People)> WithFacesAsync(double daysAgo = 2)
    {
        var group = await site.NewGroupAsync();
        List<long> people = [];
        foreach (var name in Names)
        {
            people.Add(await group.AddAsync(name, daysAgo: daysAgo));
            await FaceAsync(people[^1]);
        }
        return (group, people);
    }

    // Only the page is looked at: the picture itself need not be in the store.
    private Task FaceAsync(long user) => site.SqlAsync(
        "UPDATE users SET photo = rpad(translate(md5($1::text), '0189', 'wxyz'), 52, 'a') WHERE id = $1", user);

    private static async Task<IHtmlDocument> BeginAsync(Phone phone, TestGroup group, string start, string key)
    {
        using var begun = await phone.PostAsync($"{group.Path}/quiz", ("start", start), ("key", key));
        Assert.Equal($"{group.Path}/quiz?round={key}", begun.Headers.Location!.OriginalString);
        return await phone.PageAsync($"{group.Path}/quiz?round={key}");
    }

    private static Task<HttpResponseMessage> AnswerAsync(Phone phone, TestGroup group, IDocument page, int answer) =>
        phone.PostAsync($"{group.Path}/quiz", ("key", Key(page)), ("answer", $"{answer}"));

    /// <summary>What the row says is right.</summary>
    private async Task<int> RightAsync(Phone phone, IDocument page) => await site.SqlAsync<int>("""
        SELECT array_position(q.options, q.person_id) FROM quiz_questions q JOIN quiz_rounds r ON r.id = q.round_id
        WHERE r.user_id = $1 AND r.key || '.' || q.place = $2
        """, phone.UserId, Key(page));

    private static string Key(IDocument page) => page.QuerySelector("[name=key]")!.GetAttribute("value")!;

    private static async Task<string> TotalsAsync(Phone phone, TestGroup group) =>
        (await phone.PageAsync($"{group.Path}/quiz")).QuerySelector("section[aria-labelledby=totals]")!.TextContent;
}
