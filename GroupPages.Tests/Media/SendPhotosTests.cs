using System.Net;
using AngleSharp.Html.Dom;
using GroupPages.Tests.Support;
using NetVips;
using Xunit;

namespace GroupPages.Tests.Media;

/// <summary>Photos through the chat page: sent, seen, and gone again.</summary>
public sealed class SendPhotosTests(SendPhotosTests.Site site) : IClassFixture<SendPhotosTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task A_photo_without_words_is_a_message_and_everybody_in_the_group_sees_it()
    {
        var group = await site.NewGroupAsync();
        await group.LetNewcomersShareAsync();
        using var ann = await group.JoinAsync("Ann");
        using var response = await ann.PostPhotosAsync($"{group.Path}/chat", "", [("IMG_1.jpg", SamplePhotos.FromPhone())]);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        var page = await group.Leader.PageAsync($"{group.Path}/chat");
        var image = (IHtmlImageElement)page.QuerySelector($"#m-{group.Room}-1 .photos img")!;
        Assert.Equal("Photo from Ann", image.AlternativeText);
        Assert.Equal(("240", "320"), (image.GetAttribute("width"), image.GetAttribute("height")));
        Assert.Equal("lazy", image.GetAttribute("loading"));
        var large = page.QuerySelector($"#m-{group.Room}-1 .photos a")!.GetAttribute("href")!;
        Assert.EndsWith("/large", large, StringComparison.Ordinal);
        foreach (var (size, width) in new[] { ("large", 900), ("medium", 600), ("small", 300), ("thumb", 113) })
        {
            using var picture = Image.NewFromBuffer(await site.NewPhone().Http.GetByteArrayAsync(large.Replace("large", size, StringComparison.Ordinal)));
            Assert.InRange(picture.Width, width - 1, width);
            Assert.DoesNotContain(picture.GetFields(), field => field.Contains("exif", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Four_photos_and_words_stand_together_in_their_order_on_page_and_stream_alike()
    {
        var group = await site.NewGroupAsync();
        await using var stream = await group.Leader.StreamAsync(group.ChatStream());
        using var response = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "Look!",
            [.. Enumerable.Range(1, 4).Select(i => ($"{i}.jpg", SamplePhotos.Jpeg(100 * i, 100)))], isHtmx: true);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal($"m-{group.Room}-1", Assert.Single(response.Headers.GetValues("Message-Id")));
        var page = await group.Leader.PageAsync($"{group.Path}/chat");
        var message = page.QuerySelector($"#m-{group.Room}-1")!;
        Assert.Equal("Look!", message.QuerySelector(".bubble > p")!.TextContent);
        Assert.Equal(["100", "200", "300", "320"], message.QuerySelectorAll("img").Select(image => image.GetAttribute("width")!));
        Assert.Equal("Photo 2 of 4 from Lea", message.QuerySelectorAll("img")[1].GetAttribute("alt"));
        Assert.Equal(["1", "2", "3", "4"], await PositionsAsync(group));
        var live = await MessageAsync(stream);
        foreach (var link in message.QuerySelectorAll("a[data-photo]"))
            Assert.Contains(link.GetAttribute("href")!, live.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_key_with_the_same_photos_is_one_message_with_its_photos_once()
    {
        var group = await site.NewGroupAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ =>
            group.Leader.PostPhotosAsync($"{group.Path}/chat", "Once", [("a.jpg", SamplePhotos.Jpeg(500, 400))], key: "k", isHtmx: true)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
        using var later = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "Once", [("a.jpg", SamplePhotos.Jpeg(500, 400))], key: "k");
        Assert.Equal(HttpStatusCode.SeeOther, later.StatusCode);
        Assert.Equal(1, await site.CountAsync("messages WHERE conversation_id = $1", group.Room));
        Assert.Equal(["1"], await PositionsAsync(group));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_no_photo_is_told_by_name_and_the_words_are_kept(bool isHtmx)
    {
        var group = await site.NewGroupAsync();
        using var response = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "With these", [
            ("good.jpg", SamplePhotos.Jpeg(50, 50)), ("holiday.svg", SamplePhotos.Svg()), ("C:\\photos\\<b>.jpg", [])], isHtmx: isHtmx);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var said = await response.Content.ReadAsStringAsync();
        if (!isHtmx)
        {
            var page = await Phone.HtmlAsync(response);
            Assert.Equal("With these", page.QuerySelector("textarea")!.TextContent);
            Assert.Contains("Error", page.Title, StringComparison.Ordinal);
            said = page.QuerySelector("#photos-error")!.TextContent;
            Assert.Contains("choose the photos again", said, StringComparison.Ordinal);
        }
        Assert.Contains("“holiday.svg” is not a photo we can read.", said, StringComparison.Ordinal);
        Assert.Contains("“<b>.jpg” is empty.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("good.jpg", said, StringComparison.Ordinal);
        Assert.Equal(0, await site.CountAsync("messages WHERE conversation_id = $1", group.Room));
    }

    [Fact]
    public async Task A_photo_in_HEIC_is_told_what_to_do()
    {
        var group = await site.NewGroupAsync();
        using var response = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "", [("IMG_1.HEIC", SamplePhotos.Heic())], isHtmx: true);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.StartsWith("“IMG_1.HEIC” is in the HEIC format, which we cannot read. Send it as JPEG", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caption_may_be_emptied_while_a_photo_is_there_and_words_alone_may_not()
    {
        var group = await site.NewGroupAsync();
        using var sent = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "A caption", [("a.jpg", SamplePhotos.Jpeg(510, 400))]);
        await group.Leader.SayAsync(group, "Words");
        using var emptied = await group.Leader.PostAsync($"/chat/{group.Room}/1/edit", ("text", " "));
        Assert.Equal(HttpStatusCode.SeeOther, emptied.StatusCode);
        using var refused = await group.Leader.PostAsync($"/chat/{group.Room}/2/edit", ("text", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal("The message is empty.", (await Phone.HtmlAsync(refused)).QuerySelector("#text-error")!.TextContent);
        var page = await group.Leader.PageAsync($"{group.Path}/chat");
        Assert.Null(page.QuerySelector($"#m-{group.Room}-1 .bubble > p"));
        Assert.NotNull(page.QuerySelector($"#m-{group.Room}-1 img"));
        Assert.Equal("Words", page.QuerySelector($"#m-{group.Room}-2 .bubble > p")!.TextContent);
    }

    [Fact]
    public async Task Five_are_too_many_one_of_11_MB_is_told_and_42_MB_are_not_even_read()
    {
        var group = await site.NewGroupAsync();
        var photo = SamplePhotos.Jpeg(50, 50);
        using var five = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "", Enumerable.Repeat(("a.jpg", photo), 5), isHtmx: true);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, five.StatusCode);
        Assert.Contains("at most 4 photos", await five.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var heavy = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "", [("big.jpg", [.. photo, .. new byte[11_000_000]])], isHtmx: true);
        Assert.Contains("“big.jpg” is larger than 10 MB", await heavy.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        group.Leader.Http.DefaultRequestHeaders.ExpectContinue = true;
        using var huge = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "", [("huge.jpg", new byte[44_000_000])]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, huge.StatusCode);
    }

    [Fact]
    public async Task Who_is_not_signed_in_may_not_fill_the_disk_nor_a_page_that_takes_no_photos()
    {
        var group = await site.NewGroupAsync();
        using var visitor = site.NewPhone();
        foreach (var (phone, path) in new[] { (visitor, $"{group.Path}/chat"), (group.Leader, "/me/groups") })
        {
            phone.Http.DefaultRequestHeaders.ExpectContinue = true;
            using var response = await phone.PostPhotosAsync(path, "", [("a.jpg", new byte[300_000])]);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        }
    }

    [Fact]
    public async Task Without_words_and_photos_there_is_nothing_to_send()
    {
        var group = await site.NewGroupAsync();
        using var response = await group.Leader.PostPhotosAsync($"{group.Path}/chat", " ", []);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.NotEmpty((await Phone.HtmlAsync(response)).QuerySelector("#text-error")!.TextContent);
    }

    [Theory]
    [InlineData("deleted_at = now()")]
    [InlineData("hidden_at = now()")]
    public async Task A_deleted_or_hidden_message_shows_no_photos_anywhere(string change)
    {
        var group = await site.NewGroupAsync();
        using var sent = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "Words", [("a.jpg", SamplePhotos.Jpeg(500, 400))]);
        var key = await site.SqlAsync<string>("SELECT key FROM photos WHERE conversation_id = $1", group.Room);
        Assert.Contains(key, (await group.Leader.PageAsync($"{group.Path}/chat")).Source.Text, StringComparison.Ordinal);
        await site.SqlAsync($"""
            WITH next AS (UPDATE conversations SET last_seq = last_seq + 1 WHERE id = $1 RETURNING last_seq)
            UPDATE messages SET {change}, changed_seq = last_seq FROM next WHERE conversation_id = $1
            """, group.Room);
        Assert.DoesNotContain(key, (await group.Leader.PageAsync($"{group.Path}/chat")).Source.Text, StringComparison.Ordinal);
        await using var stream = await group.Leader.StreamAsync(group.ChatStream(after: 1));
        Assert.DoesNotContain(key, (await MessageAsync(stream)).Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_Save_Data_the_page_says_so_to_its_stylesheet_and_each_photo_tells_its_weight()
    {
        var group = await site.NewGroupAsync();
        using var sent = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "", [("a.jpg", SamplePhotos.Jpeg(500, 400))]);
        Assert.DoesNotContain("saving", (await group.Leader.PageAsync($"{group.Path}/chat")).Body!.ClassList);
        group.Leader.Http.DefaultRequestHeaders.Add("Save-Data", "on");
        using var response = await group.Leader.GetAsync($"{group.Path}/chat");
        Assert.Contains("Save-Data", string.Join(',', response.Headers.Vary));
        var page = await Phone.HtmlAsync(response);
        Assert.Contains("saving", page.Body!.ClassList);
        Assert.Matches(@"^Show photo \(\d+ KB\)$", page.QuerySelector(".photos .weight")!.TextContent);
    }

    private static async Task<ServerEvent> MessageAsync(EventStream stream)
    {
        while (true)
        {
            if (await stream.NextAsync(TimeSpan.FromSeconds(10)) is { Name: "message" } message)
                return message;
        }
    }

    private async Task<string[]> PositionsAsync(TestGroup group) =>
        await site.SqlAsync<string[]>("SELECT coalesce(array_agg(position::text ORDER BY position), '{}') FROM photos WHERE conversation_id = $1", group.Room);
}
