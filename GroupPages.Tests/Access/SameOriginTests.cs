using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Access;

/// <summary>Cross-site request forgery: every unsafe request must come from our own pages.</summary>
public sealed class SameOriginTests(SameOriginTests.Site site) : IClassFixture<SameOriginTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    private static readonly (string Name, string Value)[][] Foreign =
    [
        [],
        [("Origin", "https://evil.example")],
        [("Origin", "null")],
        [("Origin", "")],
        [("Origin", "http://127.0.0.1")],
        [("Origin", "http://127.0.0.1.evil.example:{port}")],
        [("Origin", "file://")],
        [("Referer", "{site}/")],
        [("Sec-Fetch-Site", "cross-site")],
        [("Sec-Fetch-Site", "same-site")],
        [("Sec-Fetch-Site", "none")],
        [("Sec-Fetch-Site", "cross-site"), ("Origin", "{site}")],
        [("Sec-Fetch-Site", "same-origin, cross-site")],
    ];

    private static readonly (string Name, string Value)[][] Ours =
    [
        [("Origin", "{site}")],
        [("Sec-Fetch-Site", "same-origin")],
        [("Sec-Fetch-Site", "same-origin"), ("Origin", "{site}")],
        // A proxy ended TLS: the scheme may differ, host and port may not.
        [("Origin", "https://127.0.0.1:{port}")],
    ];

    public static TheoryData<string, string> Routes { get; } = new()
    {
        { "/", "code=summer-2026" },
        { "/j/{code}", "firstName=Ruth" },
        { "/l/{login}", "" },
        { "/logout", "" },
        { "/signup", "firstName=Ruth&lastName=&email=ruth%40example.org&password=violet+horse+staple" },
        { "/login", "email={email}&password=violet+horse+staple" },
        { "/login/link", "email=ruth%40example.org" },
        { "/login/link/{token}", "" },
        { "/reset", "email=ruth%40example.org" },
        { "/reset/{token}", "password=violet+horse+staple" },
        { "/confirm/{token}", "" },
        { "/me/sign-in?handler=Mail", "" },
        { "/me/devices?handler=Others", "" },
        { "/me", "firstName=Renamed&lastName=" },
        { "/g/{slug}/people/{member}", "note=Tall" },
        { "/g/{slug}/quiz", "share=on" },
        { "/me/photo", "remove=on" },
        { "/g/{slug}/people/{member}/met", "met=on" },
        { "/g/{slug}/chat", "text=Hello" },
        { "/g/{slug}/people/{member}/block", "on=1" },
        { "/g/{slug}/admin/reports", "report={report}&action=removed" },
        { "/g/{slug}/admin/logo", "remove=on" },
        { "/g/{slug}/admin/chat", "writers=leaders&pause=60" },
        { "/chat/{room}/mute", "level=nothing" },
        { "/me/notifications", "zone=Etc/UTC" },
        { "/admin/ops/jobs", "job={job}&action=drop" },
        { "/chat/{room}/{theirs}/report", "reason=spam" },
        { "/me/blocks", "user={member}" },
        { "/me/notices", "notice={notice}" },
        { "/me/groups", "group={slug}" },
        { "/me/users/create", "firstName=Tim" },
        { "/me/users/{managed}/edit", "firstName=Timo" },
        { "/me/users/{managed}/edit?handler=Remove", "" },
        { "/me/users/{managed}/photo", "remove=on" },
        { "/me/users/{managed}/share", "person={member}" },
        { "/me/delete", "" },
        { "/chat/{room}/{seq}/edit", "text=Hi" },
        { "/chat/{room}/{seq}/delete", "" },
        { "/chat/{room}/{seq}/hide", "reason=Rude" },
        { "/chat/{room}/{seq}/unhide", "" },
        { "/chat/{room}/{seq}/react", "emoji=%F0%9F%91%8D" },
        { "/chat?handler=Read", "" },
        { "/chat/new", "people={member}" },
        { "/chat/{room}", "text=Hello" },
        { "/g/{slug}/admin/members?handler=Remove", "member={member}" },
        { "/g/{slug}/admin/members/{member}?handler=Ban", "until=good" },
        { "/g/{slug}/admin/members/codes", "member={member}" },
        { "/g/{slug}/admin/import", "text=Ann,Moore" },
        { "/g/{slug}/admin/import/{import}?handler=Cancel", "" },
        { "/admin/groups/create", "name=Made {member}" },
        { "/admin/groups/{slug}/edit?handler=Delete", "" },
        { "/admin/groups/{slug}/edit/members?handler=Remove", "member={member}" },
        { "/admin/users/create", "firstName=Zoe" },
        { "/admin/users/{member}/edit?handler=Delete", "" },
        { "/g/{slug}/admin/codes", "Form.Label=Tonight" },
        { "/g/{slug}/admin/codes/{joincode}", "Form.Label=Tonight" },
        { "/g/{slug}/admin/codes/{joincode}?handler=Revoke", "" },
        { "/g/{slug}/admin/codes/{joincode}/undo", "since=2999-01-01T00:00Z" },
        { "/g/{slug}/admin/requests?handler=Approve", "who={member}" },
        { "/g/{slug}/admin/requests/{reclaim}?handler=Refuse", "" },
        { "/g/{slug}/admin", "Form.Name=Renamed&Form.Slug={slug}&Form.Type=1&Form.Policy=open&Form.Visibility=unlisted&Form.Version={version}" },
        { "/g/{slug}/admin/members/{member}/code", "" },
        { "/g/{slug}/before", "words=me" },
        { "/me/code", "" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_request_from_elsewhere_is_refused_and_changes_nothing(string route, string form)
    {
        var group = await site.NewGroupAsync();
        var (path, body) = await FillAsync(group, route, form);
        group.Leader.Http.DefaultRequestHeaders.Remove("Origin");
        var before = await site.StateAsync();
        foreach (var headers in Foreign)
        {
            foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete })
                Assert.InRange((int)await SendAsync(group.Leader, method, path, body, headers), 400, 499);
        }
        Assert.Equal(before, await site.StateAsync());
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_request_from_our_own_pages_is_taken(string route, string form)
    {
        foreach (var headers in Ours)
        {
            var group = await site.NewGroupAsync();
            var (path, body) = await FillAsync(group, route, form);
            group.Leader.Http.DefaultRequestHeaders.Remove("Origin");
            // A code that is made stands in the answer; and leaders have nobody to come back as.
            var expected = route.EndsWith("/before", StringComparison.Ordinal) ? HttpStatusCode.NotFound
                : route.EndsWith("/code", StringComparison.Ordinal) || route.EndsWith("/members/codes", StringComparison.Ordinal) ? HttpStatusCode.OK : HttpStatusCode.SeeOther;
            Assert.Equal(expected, await SendAsync(group.Leader, HttpMethod.Post, path, body, headers));
        }
    }

    [Fact]
    public async Task The_guard_knows_each_form_of_the_site()
    {
        var routes = Routes.Select(row => row.Data.Item1).Select(route => route.Split('?')[0])
            .Select(route => route.StartsWith("/chat/{room}/{seq}", StringComparison.Ordinal) ? "/chat/{room}/{seq}" : route).Distinct().Order();
        // Mail programs POST there from nowhere: DigestTests has what that needs.
        Assert.Equal((await AppRoutes.OfAsync(site)).Where(route => route.Method == "POST" && route.Template != "/unsubscribe/{token}")
            .Select(route => route.Template.Replace("/import/{id:long}", "/import/{import}", StringComparison.Ordinal).Replace("/codes/{id:long}", "/codes/{joincode}", StringComparison.Ordinal)
                .Replace("/requests/{id:long}", "/requests/{reclaim}", StringComparison.Ordinal).Replace("/chat/{id:long}", "/chat/{room}", StringComparison.Ordinal)
                .Replace("/me/users/{id:long}", "/me/users/{managed}", StringComparison.Ordinal).Replace("{id:long}", "{member}", StringComparison.Ordinal)
                .Replace("{conversationId:long}/{seq:long}/report", "{room}/{theirs}/report", StringComparison.Ordinal)
                .Replace("{conversationId:long}/mute", "{room}/mute", StringComparison.Ordinal)
                .Replace("/l/{code}", "/l/{login}", StringComparison.Ordinal))
            .Select(template => template.Contains("/{seq:long}/{handler:", StringComparison.Ordinal) ? "/chat/{room}/{seq}" : template).Distinct().Order(), routes);
    }

    private async Task<HttpStatusCode> SendAsync(
        Phone phone, HttpMethod method, string path, string body, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = new StringContent(body, null, "application/x-www-form-urlencoded"),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value
                .Replace("{site}", site.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
                .Replace("{port}", $"{site.Address.Port}", StringComparison.Ordinal));
        }
        using var response = await phone.Http.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<(string Path, string Body)> FillAsync(TestGroup group, string route, string form)
    {
        var member = await group.AddAsync("Ann");
        var seq = await site.WriteAsync(group.Room, group.Leader.UserId, "Hello");
        var reclaim = await group.NewReclaimAsync(member);
        var version = await site.SqlAsync<string>("SELECT xmin::text FROM groups WHERE id = $1", group.Id);
        var joinCode = await group.CodeIdAsync(group.Code);
        var login = await site.NewLoginCodeAsync(member);
        var email = form.Contains("{email}", StringComparison.Ordinal) ? await site.NewLoginAsync(member) : "";
        var token = route.Contains("{token}", StringComparison.Ordinal) ? await site.NewMailLinkAsync(member, AccountRows.KindOf(route)) : "";
        if (route.StartsWith("/admin", StringComparison.Ordinal))
            await site.SqlAsync("UPDATE users SET is_site_admin = true WHERE id = $1", group.Leader.UserId);
        var theirs = await group.NewMessageAsync(member, "Bad");
        var report = await group.NewReportAsync(theirs, group.Leader.UserId);
        var notice = await group.NewNoticeAsync(group.Leader.UserId, "A word");
        var import = await group.NewImportAsync("Ann,Moore");
        // A last leader could neither leave nor go.
        await group.AddAsync("Cleo", role: 3);
        var managed = await group.NewManagedAsync("Tim", group.Leader.UserId);
        var job = form.Contains("{job}", StringComparison.Ordinal) ? await site.NewJobAsync("of-another-version") : 0;
        return (Fill(route), Fill(form));

        string Fill(string text) => text.Replace("{slug}", group.Slug, StringComparison.Ordinal)
            .Replace("{code}", group.Code, StringComparison.Ordinal).Replace("{login}", login, StringComparison.Ordinal)
            .Replace("{import}", $"{import}", StringComparison.Ordinal).Replace("{joincode}", $"{joinCode}", StringComparison.Ordinal).Replace("{room}", $"{group.Room}", StringComparison.Ordinal).Replace("{seq}", $"{seq}", StringComparison.Ordinal)
            .Replace("{reclaim}", $"{reclaim}", StringComparison.Ordinal).Replace("{version}", version, StringComparison.Ordinal)
            .Replace("{joincode}", $"{joinCode}", StringComparison.Ordinal).Replace("{room}", $"{group.Room}", StringComparison.Ordinal).Replace("{seq}", $"{seq}", StringComparison.Ordinal)
            .Replace("{job}", $"{job}", StringComparison.Ordinal).Replace("{email}", email, StringComparison.Ordinal).Replace("{token}", token, StringComparison.Ordinal)
            .Replace("{theirs}", $"{theirs}", StringComparison.Ordinal).Replace("{report}", $"{report}", StringComparison.Ordinal)
            .Replace("{notice}", $"{notice}", StringComparison.Ordinal).Replace("{managed}", $"{managed}", StringComparison.Ordinal).Replace("{member}", $"{member}", StringComparison.Ordinal);
    }
}
