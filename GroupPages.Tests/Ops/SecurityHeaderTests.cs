using System.Net;
using AngleSharp.Html.Dom;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary>What every answer says, and what no page may contain.</summary>
public sealed class SecurityHeaderTests(SecurityHeaderTests.Site site) : IClassFixture<SecurityHeaderTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task Every_answer_carries_the_headers_and_no_page_has_anything_inline()
    {
        var group = await site.NewGroupAsync();
        var waiting = await site.NewGroupAsync(needsApproval: true);
        using var guest = await waiting.JoinAsync("Gus");
        using var visitor = site.NewPhone();
        var login = await site.NewLoginCodeAsync(await group.AddAsync("Ann", lastName: "<script>alert(1)</script>"));
        var gone = await group.NewCodeAsync(isRevoked: true);
        await group.Leader.SayAsync(group, "See https://example.org <img src=x onerror=alert(1)>");

        await CheckAsync(visitor, 200, "/", $"/j/{group.Code}", $"/l/{login}", group.Path, "/healthz", "/readyz", "/css/app.css", "/js/live.js", "/icon.svg");
        await CheckAsync(visitor, 404, "/none", $"{group.Path}/chat", "/j/nosuchcode", "/live");
        await CheckAsync(visitor, 410, $"/j/{gone}", "/l/nosuchcode");
        await CheckAsync(guest, 200, waiting.Path, "/me");
        await CheckAsync(group.Leader, 200, group.Path, $"{group.Path}?view=list&sort=met", $"{group.Path}?q=nobody", $"{group.Path}/chat",
            $"{group.Path}/people/{group.Leader.UserId}", $"{group.Path}/code", $"{group.Path}/code?poster=1", $"{group.Path}/admin/members", "/me?saved=1");
        await CheckAsync(await visitor.PostAsync("/", ("code", "")), 422);
        await CheckAsync(await visitor.PostAsync($"/j/{group.Code}", ("firstName", "")), 422);
        await CheckAsync(await group.Leader.PostAsync("/me", ("firstName", ""), ("lastName", new('x', 50))), 422);
        await CheckAsync(await group.Leader.PostAsync($"{group.Path}/chat", ("text", "")), 422);
        await CheckAsync(await group.Leader.PostAsync($"{group.Path}/admin/members?handler=Remove", ("member", $"{group.Leader.UserId}")), 409);
        await CheckAsync(await visitor.Http.PostAsync("/", new StringContent("{}", null, "application/json")), 415);
        await CheckAsync(await visitor.Http.PutAsync("/", null), 405);
    }

    [Fact]
    public async Task So_does_an_answer_when_something_broke()
    {
        var group = await site.NewGroupAsync();
        await site.SqlAsync("ALTER TABLE met_marks RENAME TO met_marks_away");
        try
        {
            using var response = await group.Leader.GetAsync(group.Path);
            await CheckAsync(response, 500);
            var text = await response.Content.ReadAsStringAsync();
            Assert.Contains("not your fault", text);
            Assert.DoesNotContain("met_marks", text);
            Assert.DoesNotContain("Npgsql", text);
        }
        finally
        {
            await site.SqlAsync("ALTER TABLE met_marks_away RENAME TO met_marks");
        }
    }

    [Fact]
    public async Task Behind_a_proxy_with_https_the_cookie_is_secure_and_bound_to_the_host()
    {
        var group = await site.NewGroupAsync();
        using var phone = site.NewPhone();
        phone.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var response = await phone.PostAsync($"/j/{group.Code}", ("firstName", "Ruth"));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie")).Split("; ");
        Assert.Matches("^__Host-session=[A-Za-z0-9_-]{43}$", cookie[0]);
        Assert.Superset(new HashSet<string> { "secure", "httponly", "samesite=lax", "path=/" }, cookie.Select(flag => flag.ToLowerInvariant()).ToHashSet());
        Assert.DoesNotContain(cookie, flag => flag.StartsWith("domain", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("max-age=31536000", Assert.Single(response.Headers.GetValues("Strict-Transport-Security")));
        // A session planted under the plain name, as a neighbouring subdomain could, is none here.
        using var planted = new HttpRequestMessage(HttpMethod.Get, "/me");
        planted.Headers.Add("Cookie", $"session={cookie[0].Split('=')[1]}");
        using var other = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = site.Address };
        other.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var refused = await other.SendAsync(planted);
        Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
    }

    private static async Task CheckAsync(Phone phone, int status, params string[] paths)
    {
        foreach (var path in paths)
        {
            using var response = await phone.GetAsync(path);
            await CheckAsync(response, status);
        }
    }

    private static async Task CheckAsync(HttpResponseMessage response, int status)
    {
        var what = $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri!.PathAndQuery}";
        Assert.Equal($"{what} {status}", $"{what} {(int)response.StatusCode}");
        Assert.False(response.Headers.Contains("Server") || response.Headers.Contains("X-Powered-By"), what);
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("same-origin", Header("Referrer-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Resource-Policy"));
        var policy = Header("Content-Security-Policy").Split("; ");
        Assert.Superset(new HashSet<string>
        {
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'",
        }, policy.ToHashSet());
        Assert.DoesNotContain(policy, part => part.Contains("unsafe-") || part.Contains('*') || part.Contains("http:") || part.Contains("data:"));
        if (response.Content.Headers.ContentType?.MediaType == "text/html") CheckHtml(await Phone.HtmlAsync(response), what);

        string Header(string name) => Assert.Single(response.Headers.GetValues(name));
    }

    private static void CheckHtml(IHtmlDocument page, string what)
    {
        Assert.NotEmpty(page.Title!);
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.Single(page.QuerySelectorAll("main"));
        Assert.DoesNotContain(page.QuerySelectorAll("script"), script => script.GetAttribute("src") is not ['/', not '/', ..]);
        Assert.DoesNotContain(page.QuerySelectorAll("link[rel=stylesheet]"), link => link.GetAttribute("href") is not ['/', not '/', ..]);
        Assert.Empty(page.QuerySelectorAll("style, iframe, object, embed, base, img, meta[http-equiv]"));
        var attributes = page.All.SelectMany(element => element.Attributes).Select(attribute => attribute.Name).ToHashSet();
        Assert.DoesNotContain(attributes, name => name == "style" || name.StartsWith("on", StringComparison.Ordinal) || name.StartsWith("hx-on", StringComparison.Ordinal));
        Assert.DoesNotContain(page.All.Select(element => element.GetAttribute("href") ?? element.GetAttribute("action") ?? ""),
            address => address.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase));
        Assert.True(page.QuerySelectorAll("[id]").Select(element => element.Id).GroupBy(id => id).All(same => same.Count() == 1), $"{what}: one id, one element");
    }
}
