using System.Net;
using GroupPages.Pages.Me.Devices;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Me;

/// <summary>/me/devices: where I am signed in, and the codes that were made for me.</summary>
public sealed class DevicesTests(DevicesTests.Site site) : IClassFixture<DevicesTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task One_session_ends_at_once_or_all_others_and_never_somebody_elses()
    {
        var user = await site.NewUserAsync("Ann");
        using Phone mine = await site.PhoneOfAsync(user), lost = await site.PhoneOfAsync(user), desk = await site.PhoneOfAsync(user),
            stranger = await site.PhoneOfAsync(await site.NewUserAsync("Bob"));
        await site.SqlAsync("UPDATE sessions SET device = 'Mozilla/5.0 (iPhone) Version/18 Safari/604', last_seen_at = now() - interval '40 days' WHERE id = (SELECT min(id) + 1 FROM sessions WHERE user_id = $1)", user);
        var page = await mine.PageAsync("/me/devices");
        var rows = page.QuerySelectorAll("ul[aria-labelledby=devices] li");
        Assert.Equal(3, rows.Length);
        Assert.Contains("this one", rows[0].TextContent);
        var row = rows.Single(row => row.TextContent.Contains("Safari on an iPhone", StringComparison.Ordinal));
        Assert.Contains("last seen", row.TextContent);
        var id = row.QuerySelector("input[name=session]")!.GetAttribute("value")!;
        using (var foreign = await stranger.PostAsync("/me/devices?handler=End", ("session", id)))
            Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await lost.StatusAsync("/me"));
        using var ended = await mine.PostAsync("/me/devices?handler=End", ("session", id));
        Assert.Equal(HttpStatusCode.SeeOther, ended.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, await lost.StatusAsync("/me"));
        // Whoever is signed out by this may have made a code to come back by.
        var code = await site.NewLoginCodeAsync(user);
        using var others = await mine.PostAsync("/me/devices?handler=Others");
        using (var back = await lost.PostAsync($"/l/{code}"))
            Assert.Equal(HttpStatusCode.Gone, back.StatusCode);
        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.OK), (await desk.StatusAsync("/me"), await mine.StatusAsync("/me")));
        Assert.Equal(HttpStatusCode.OK, await stranger.StatusAsync("/me"));
        using var self = await mine.PostAsync("/me/devices?handler=End", ("session", $"{await site.SqlAsync<long>("SELECT id FROM sessions WHERE user_id = $1", user)}"));
        Assert.Equal("/", self.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.Redirect, await mine.StatusAsync("/me"));
        Assert.Equal(3, await site.CountAsync("audit_log WHERE user_id = $1 AND action = 'signed-out'", user));
    }

    [Fact]
    public async Task A_code_that_a_leader_made_stands_there_with_who_when_and_where_it_was_used()
    {
        var group = await site.NewGroupAsync();
        using var phone = await group.JoinAsync("Ruth");
        string used = await site.NewLoginCodeAsync(phone.UserId), open = await site.NewLoginCodeAsync(phone.UserId);
        await site.SqlAsync("UPDATE login_codes SET made_by = $2 WHERE user_id = $1", phone.UserId, group.Leader.UserId);
        using var other = site.NewPhone();
        other.Http.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux) Firefox/140.0");
        using var signedIn = await other.PostAsync($"/l/{used}");
        var rows = (await phone.PageAsync("/me/devices")).QuerySelectorAll("ul[aria-labelledby=codes] li").Select(row => row.TextContent).ToList();
        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.Contains("By Lea", row));
        Assert.Contains(rows, row => row.Contains("on Firefox on Linux", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains("open", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "An unknown browser")]
    [InlineData("Mozilla/5.0 (Linux; Android 14; SM-A146) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36", "Samsung Internet on Android")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15", "Safari on a Mac")]
    [InlineData("curl/8.0", "An unknown browser")]
    public void Its_own_words_become_ours(string agent, string words) => Assert.Equal(words, DeviceWords.Of(agent));
}
