using System.Net;
using GroupPages.Tests.Support;
using NetVips;
using Xunit;

namespace GroupPages.Tests.Media;

/// <summary>Somebody's own photo: set, seen by the others, cut, taken away.</summary>
public sealed class PortraitTests(PortraitTests.Site site) : IClassFixture<PortraitTests.Site>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task A_portrait_stands_wherever_the_person_does_and_on_open_pages_at_once()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        await ann.SayAsync(group, "Hello");
        await using var stream = await group.Leader.StreamAsync($"/live?g={group.Slug}");
        using var set = await ann.PostPortraitAsync(SamplePhotos.FromPhone());
        Assert.Equal((HttpStatusCode.SeeOther, "/me?saved=1"), (set.StatusCode, set.Headers.Location!.OriginalString));

        var thumb = Thumb(await ann.PageAsync("/me"), "img.avatar");
        string card;
        do
            card = (await stream.NextAsync(Soon))!.Data;
        while (!card.Contains(thumb, StringComparison.Ordinal));
        var people = await group.Leader.PageAsync(group.Path);
        var image = people.QuerySelector($"#member-{ann.UserId} img.avatar")!;
        Assert.Equal((thumb, "lazy", "150", "150", ""), (image.GetAttribute("src"), image.GetAttribute("loading"), image.GetAttribute("width"),
            image.GetAttribute("height"), image.GetAttribute("alt")));
        // The person's own page shows the same photo larger, and leads to it as large as it is kept.
        var person = (await group.Leader.PageAsync($"{group.Path}/people/{ann.UserId}")).QuerySelector("a[data-photo]")!;
        await IsAsync(400, person.QuerySelector("img.avatar")!.GetAttribute("src")!);
        await IsAsync(1200, person.GetAttribute("href")!);
        Assert.Equal(thumb, Thumb(await group.Leader.PageAsync($"{group.Path}/chat"), $"#m-{group.Room}-1 img.avatar"));
        await IsAsync(150, thumb);

        async Task IsAsync(int side, string address)
        {
            Assert.StartsWith(thumb[..^"thumb".Length], address, StringComparison.Ordinal);
            using var picture = Image.NewFromBuffer(await site.NewPhone().Http.GetByteArrayAsync(address));
            Assert.Equal((side, side), (picture.Width, picture.Height));
        }
    }

    [Fact]
    public async Task It_comes_with_the_rest_of_the_profile_in_one_save()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        using var saved = await ann.PostPortraitAsync(SamplePhotos.Jpeg(900, 300), "start", "/me", ("firstName", "Anna"), ("lastName", "Moore"));
        Assert.Equal((HttpStatusCode.SeeOther, "/me?saved=1"), (saved.StatusCode, saved.Headers.Location!.OriginalString));
        var page = await ann.PageAsync("/me");
        Assert.Equal("Anna Moore", page.QuerySelector("h1")!.TextContent);
        using var picture = Image.NewFromBuffer(await ann.Http.GetByteArrayAsync(Thumb(page, "img.avatar")));
        Assert.True(picture[140, 75][0] > picture[140, 75][2], "cut at its start, it is red throughout");
        var buttons = page.QuerySelectorAll("main button").Select(button => button.TextContent.Trim()).ToList();
        Assert.Equal(buttons.Distinct(), buttons);
        using var without = await ann.PostAsync("/me", ("firstName", "Ann"));
        Assert.Equal(1, await site.CountAsync("users WHERE id = $1 AND photo IS NOT NULL AND first_name = 'Ann'", ann.UserId));
    }

    [Fact]
    public async Task What_is_wrong_with_it_or_with_a_field_beside_it_holds_back_both()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        var before = await site.StateAsync();
        foreach (var (photo, name, words) in new[] { (SamplePhotos.Svg(), "Anna", "not a photo"), (SamplePhotos.Jpeg(330, 300), " ", "Choose the photo once more") })
        {
            using var refused = await ann.PostPortraitAsync(photo, "middle", "/me", ("firstName", name), ("lastName", "Typed"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            var page = await Phone.HtmlAsync(refused);
            Assert.Contains(words, page.QuerySelector("#photo-error")!.TextContent, StringComparison.Ordinal);
            Assert.Contains(words, page.QuerySelector(".errors a[href='#photo']")!.TextContent, StringComparison.Ordinal);
            Assert.Equal("Typed", page.QuerySelector("#lastName")!.GetAttribute("value"));
        }
        Assert.Equal(before, await site.StateAsync());
    }

    [Theory]
    [InlineData("start", true)]
    [InlineData("end", false)]
    public async Task A_wide_photo_is_cut_at_the_side_that_was_chosen(string crop, bool isRed)
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        using var set = await ann.PostPortraitAsync(SamplePhotos.Jpeg(900, 300), crop);
        var thumb = Thumb(await ann.PageAsync("/me"), "img.avatar");
        using var picture = Image.NewFromBuffer(await ann.Http.GetByteArrayAsync(thumb));
        Assert.Equal((isRed, isRed), (IsRed(10), IsRed(140)));

        bool IsRed(int x) => picture[x, 75][0] > picture[x, 75][2];
    }

    [Fact]
    public async Task What_is_no_photo_is_told_beside_the_field_and_the_old_one_stays()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        using var set = await ann.PostPortraitAsync(SamplePhotos.Jpeg(300, 300));
        var before = await site.SqlAsync<string>("SELECT photo FROM users WHERE id = $1", ann.UserId);
        foreach (var (file, words) in new[] { (SamplePhotos.Heic(), "HEIC"), (SamplePhotos.Svg(), "not a photo"), (SamplePhotos.Jpeg(300, 300)[..900], "damaged") })
        {
            using var refused = await ann.PostPortraitAsync(file);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains(words, (await Phone.HtmlAsync(refused)).QuerySelector("#photo-error")!.TextContent, StringComparison.Ordinal);
        }
        using var nothing = await ann.PostAsync("/me/photo");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nothing.StatusCode);
        Assert.Equal(before, await site.SqlAsync<string>("SELECT photo FROM users WHERE id = $1", ann.UserId));
    }

    [Fact]
    public async Task It_can_be_taken_away_and_nothing_of_it_is_kept()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        using var set = await ann.PostPortraitAsync(SamplePhotos.Jpeg(310, 300));
        using var removed = await ann.PostAsync("/me/photo", ("remove", "on"));
        Assert.Equal(HttpStatusCode.SeeOther, removed.StatusCode);
        Assert.Null((await ann.PageAsync("/me")).QuerySelector("img.avatar"));
        await Eventually.TrueAsync(async () => (await group.Leader.PageAsync(group.Path)).QuerySelector("img.avatar") is null, Soon, "initials must stand there again");
        Assert.Equal(0, await site.CountAsync("photos WHERE owner_id = $1 AND withdrawn_at IS NULL", ann.UserId));
    }

    [Fact]
    public async Task A_leader_gives_the_group_a_logo_which_its_log_notes_and_takes_it_away()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        using var refused = await ann.PostPortraitAsync(SamplePhotos.Jpeg(320, 300), path: $"{group.Path}/admin/logo");
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        using var set = await group.Leader.PostPortraitAsync(SamplePhotos.TransparentPng(), path: $"{group.Path}/admin/logo");
        Assert.Equal(HttpStatusCode.SeeOther, set.StatusCode);
        var thumb = Thumb(await group.Leader.PageAsync(group.Path), ".top img.logo");
        using var stranger = site.NewPhone();
        Assert.Equal(thumb, Thumb(await stranger.PageAsync(group.Path), "img.logo"));
        Assert.Equal(HttpStatusCode.OK, await stranger.StatusAsync(thumb));
        using var removed = await group.Leader.PostAsync($"{group.Path}/admin/logo", ("remove", "on"));
        Assert.Null((await group.Leader.PageAsync(group.Path)).QuerySelector("img.logo"));
        await Eventually.TrueAsync(async () => await stranger.StatusAsync(thumb) == HttpStatusCode.NotFound, Soon, "the old logo must be closed");
        Assert.Equal(["logo-changed", "logo-removed"],
            await site.SqlAsync<string[]>("SELECT array_agg(action ORDER BY id) FROM audit_log WHERE group_id = $1 AND action LIKE 'logo-%'", group.Id));
    }

    [Theory]
    [InlineData("users", "owner_id")]
    [InlineData("groups", "group_id")]
    public async Task Of_two_pictures_set_at_the_same_moment_one_is_withdrawn(string table, string whose)
    {
        var group = await site.NewGroupAsync();
        var (id, path) = table == "users" ? (group.Leader.UserId, "/me/photo") : (group.Id, $"{group.Path}/admin/logo");
        var answers = await site.HeldUpAsync($"SELECT FROM {table} WHERE id = {id} FOR UPDATE", waiting: 2,
            () => Task.WhenAll(Enumerable.Range(301, 2).Select(width => group.Leader.PostPortraitAsync(SamplePhotos.Jpeg(width, 300), path: path))));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode));
        Assert.Equal(2, await site.CountAsync($"photos WHERE {whose} = $1", id));
        Assert.Equal(1, await site.CountAsync($"photos WHERE {whose} = $1 AND withdrawn_at IS NULL", id));
    }

    private static string Thumb(AngleSharp.Html.Dom.IHtmlDocument page, string where)
    {
        var address = page.QuerySelector(where)!.GetAttribute("src")!;
        Assert.Matches("^/photos/[a-z2-7]{52}/thumb$", address);
        return address;
    }
}
