using System.Net;
using System.Text.RegularExpressions;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary>What other programs rely on (PRODUCT.md section 3), asked as one that only read it would ask.</summary>
public sealed class OutsideProgramTests(OutsideProgramTests.Site site) : IClassFixture<OutsideProgramTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/metrics")]
    [InlineData("/icons/app-192.png")]
    public async Task A_monitor_may_ask_by_HEAD(string path)
    {
        using var answer = await AskAsync(HttpMethod.Head, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_photo_may_be_asked_for_by_HEAD()
    {
        var group = await site.NewGroupAsync();
        using var sent = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "", [("a.jpg", SamplePhotos.Jpeg(60, 40))]);
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        var photo = (await group.Leader.PageAsync($"{group.Path}/chat")).QuerySelector("a[data-photo]")!.GetAttribute("href")!;
        using var answer = await AskAsync(HttpMethod.Head, photo);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("image/webp", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl is { Public: true, MaxAge.TotalDays: 365 });
    }

    [Fact]
    public async Task A_key_of_any_length_is_one_join_and_one_message()
    {
        var group = await site.NewGroupAsync();
        var key = new string('k', 300);
        using Phone first = site.NewPhone(), second = site.NewPhone();
        await first.JoinAsync(group.Code, "Ruth", key);
        await second.JoinAsync(group.Code, "Ruth", key);
        Assert.Equal(first.UserId, second.UserId);
        for (var i = 0; i < 2; i++)
        {
            using var posted = await first.PostHtmxAsync($"{group.Path}/chat", ("text", "once"), ("key", key));
            Assert.Equal(HttpStatusCode.NoContent, posted.StatusCode);
        }
        Assert.Equal(1L, await site.SqlAsync<long>("SELECT count(*) FROM messages WHERE conversation_id = $1", group.Room));
    }

    [Fact]
    public async Task A_code_that_lets_nobody_in_says_so_whatever_name_comes()
    {
        var group = await site.NewGroupAsync();
        await site.SqlAsync("UPDATE join_codes SET expires_at = now() - interval '1 minute' WHERE group_id = $1", group.Id);
        using var phone = site.NewPhone();
        foreach (var name in new[] { "Ruth", "", new string('x', 41) })
        {
            using var answer = await phone.PostAsync($"/j/{group.Code}", ("firstName", name));
            Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_zero_byte_is_told_beside_its_field_like_any_control_character()
    {
        var group = await site.NewGroupAsync();
        using var phone = site.NewPhone();
        using var answer = await phone.PostAsync($"/j/{group.Code}", ("firstName", "Ru\0th"), ("key", "100%00"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("cannot be shown", (await Phone.HtmlAsync(answer)).QuerySelector(".error")!.TextContent);
        using var message = await group.Leader.PostAsync($"{group.Path}/chat", ("text", $"kept \0 {new string('x', 3000)}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, message.StatusCode);
        Assert.StartsWith("kept ", (await Phone.HtmlAsync(message)).QuerySelector("textarea[name=text]")!.TextContent);
    }

    [Fact]
    public async Task Whoever_left_is_out_with_the_answer()
    {
        var group = await site.NewGroupAsync();
        using var phone = await group.JoinAsync("Ruth");
        for (var i = 0; i < 5; i++)
        {
            using var left = await phone.PostAsync("/me/groups", ("group", group.Slug));
            Assert.Equal(HttpStatusCode.SeeOther, left.StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, await phone.StatusAsync($"{group.Path}/chat"));
            using var back = await phone.PostAsync($"/j/{group.Code}");
            Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync($"{group.Path}/chat"));
        }
    }

    [Fact]
    public async Task A_leader_hides_without_the_field_for_a_reason_but_not_with_an_empty_one()
    {
        var group = await site.NewGroupAsync();
        await group.Leader.SayAsync(group, "out of place");
        using var empty = await group.Leader.PostAsync($"/chat/{group.Room}/1/hide", ("reason", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
        using var hidden = await group.Leader.PostHtmxAsync($"/chat/{group.Room}/1/hide");
        Assert.Equal(HttpStatusCode.NoContent, hidden.StatusCode);
        Assert.DoesNotContain("Reason:", (await group.Leader.PageAsync($"/chat/{group.Room}/1")).Body!.TextContent);
    }

    [Fact]
    public async Task Each_page_gives_htmx_its_own_part_and_a_boosted_link_the_whole()
    {
        var group = await site.NewGroupAsync();
        await site.SqlAsync("UPDATE users SET is_site_admin = true WHERE id = $1", group.Leader.UserId);
        string[] paths =
        [
            "/me", "/me/devices", "/chat/new", $"{group.Path}/quiz", $"{group.Path}/code", $"{group.Path}/code?poster=1", $"{group.Path}/people/{group.Leader.UserId}",
            $"{group.Path}/admin", $"{group.Path}/admin/members", $"{group.Path}/admin/log", "/admin/users", "/login/link",
        ];
        foreach (var path in paths)
        {
            using var whole = await group.Leader.GetAsync(path);
            using var part = await AskAsync(HttpMethod.Get, path, group.Leader, ("HX-Request", "true"));
            using var boosted = await AskAsync(HttpMethod.Get, path, group.Leader, ("HX-Request", "true"), ("HX-Boosted", "true"));
            string a = await whole.Content.ReadAsStringAsync(), b = await part.Content.ReadAsStringAsync(), c = await boosted.Content.ReadAsStringAsync();
            Assert.True(whole.IsSuccessStatusCode && part.IsSuccessStatusCode, path);
            Assert.Contains("HX-Request", whole.Headers.Vary);
            Assert.Contains("HX-Request", part.Headers.Vary);
            Assert.Contains("<html", a, StringComparison.Ordinal);
            Assert.Contains("<html", c, StringComparison.Ordinal);
            Assert.DoesNotContain("<html", b, StringComparison.Ordinal);
            Assert.DoesNotContain("class=\"tabs\"", b, StringComparison.Ordinal);
            Assert.Equal(PartOf(a), PartOf(b));
        }
        using var refused = await group.Leader.PostHtmxAsync("/me", ("firstName", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.DoesNotContain("<html", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slug_in_capitals_leads_to_the_group_unless_it_is_hidden()
    {
        TestGroup open = await site.NewGroupAsync(), hidden = await site.NewGroupAsync(isHidden: true);
        using var answer = await AskAsync(HttpMethod.Get, $"/g/{open.Slug.ToUpperInvariant()}/chat?before=7");
        Assert.Equal((HttpStatusCode.PermanentRedirect, $"{open.Path}/chat?before=7"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        using var nothing = await AskAsync(HttpMethod.Get, $"/g/{hidden.Slug.ToUpperInvariant()}");
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
        Assert.Equal(HttpStatusCode.PermanentRedirect, await hidden.Leader.StatusAsync($"/g/{hidden.Slug.ToUpperInvariant()}"));
    }

    [Fact]
    public async Task A_site_admin_shows_a_code_of_their_own_wherever_they_look_in_for_as_long_as_they_are_one()
    {
        var group = await site.NewGroupAsync();
        var elsewhere = await site.NewGroupAsync();
        var admin = elsewhere.Leader;
        await site.SqlAsync("UPDATE users SET is_site_admin = true WHERE id = $1", admin.UserId);
        var second = (await site.NewGroupAsync()).Leader;
        await site.SqlAsync("UPDATE users SET is_site_admin = true WHERE id = $1", second.UserId);
        await Eventually.TrueAsync(async () => await admin.StatusAsync(group.Path + "/admin") == HttpStatusCode.OK && await second.StatusAsync("/admin") == HttpStatusCode.OK,
            TimeSpan.FromSeconds(5), "they must be site admins");

        var code = Regex.Match((await admin.PageAsync($"{group.Path}/code?poster=1")).Body!.TextContent, "/j/([a-z0-9]+)").Groups[1].Value;
        using (var guest = site.NewPhone())
            await guest.JoinAsync(code, "Ruth");
        using var dismissed = await second.PostAsync($"/admin/users/{admin.UserId}/edit?handler=Dismiss");
        Assert.Equal(HttpStatusCode.SeeOther, dismissed.StatusCode);
        using var late = site.NewPhone();
        await Eventually.TrueAsync(async () => await late.StatusAsync($"/j/{code}") == HttpStatusCode.Gone, TimeSpan.FromSeconds(2), "the code must have ended");

        await site.SqlAsync("UPDATE groups SET personal_codes = false WHERE id = $1", elsewhere.Id);
        await Eventually.TrueAsync(async () => await second.StatusAsync($"{elsewhere.Path}/code") == HttpStatusCode.NotFound, TimeSpan.FromSeconds(2), "no code where there are none");
        Assert.Null((await second.PageAsync(elsewhere.Path)).QuerySelector($".tabs a[href='{elsewhere.Path}/code']"));
    }

    [Fact]
    public async Task A_sheet_of_login_codes_has_their_addresses_for_whoever_has_no_camera()
    {
        var group = await site.NewGroupAsync();
        using var phone = await group.JoinAsync("Ruth");
        using var answer = await group.Leader.PostAsync($"{group.Path}/admin/members/codes", ("member", $"{phone.UserId}"));
        var code = Regex.Match((await Phone.HtmlAsync(answer)).Body!.TextContent, $"{site.Address.Authority}(/l/[a-z0-9]+)").Groups[1].Value;
        using var other = site.NewPhone();
        using var used = await other.PostAsync(code);
        Assert.Equal(HttpStatusCode.SeeOther, used.StatusCode);
    }

    [Fact]
    public async Task The_start_page_is_kept_by_no_cache_that_others_use()
    {
        using var answer = await AskAsync(HttpMethod.Get, "/");
        Assert.Equal((true, true), (answer.Headers.CacheControl?.Private, answer.Headers.CacheControl?.NoCache));
    }

    // Keys and marks are new each time a page is made.
    private static string PartOf(string html)
    {
        var main = Regex.Match(html, "<main.*</main>", RegexOptions.Singleline).Value;
        return Regex.Replace(Regex.Replace(main, "(name=\"key\" value|data-at)=\"[^\"]*\"", ""), "[0-9.,]+", "0");
    }

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, Phone? phone = null, params (string Name, string Value)[] headers)
    {
        using var visitor = phone is null ? site.NewPhone() : null;
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        var answer = await (phone ?? visitor!).Http.SendAsync(request);
        await answer.Content.LoadIntoBufferAsync();
        return answer;
    }
}
