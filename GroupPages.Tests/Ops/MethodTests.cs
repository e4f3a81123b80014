using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary>Methods a page has no handler for: it must not run without one, past its own door.</summary>
public sealed class MethodTests(MethodTests.Site site) : IClassFixture<MethodTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task What_a_page_has_no_handler_for_is_refused_and_changes_nothing()
    {
        var group = await site.NewGroupAsync();
        var login = await site.NewLoginCodeAsync(group.Leader.UserId);
        await group.Leader.GetAsync(group.Path);
        using var visitor = site.NewPhone();
        var before = await site.StateAsync();
        List<string> taken = [];
        var handled = (await AppRoutes.OfAsync(site)).Select(route => route.ToString()).ToHashSet();
        foreach (var template in handled.Select(route => route.Split(' ')[1]).Distinct())
        {
            var path = template.Replace("{slug}", group.Slug, StringComparison.Ordinal).Replace("/l/{code}", $"/l/{login}", StringComparison.Ordinal)
                .Replace("{code}", group.Code, StringComparison.Ordinal).Replace("{id:long}", $"{group.Leader.UserId}", StringComparison.Ordinal);
            foreach (var method in new[] { "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "X" })
            {
                // What leaders send without a form changes nothing either.
                if (handled.Contains($"{method} {template}") && !template.StartsWith("/g/{slug}/admin", StringComparison.Ordinal)) continue;
                foreach (var phone in new[] { visitor, group.Leader })
                {
                    using var request = new HttpRequestMessage(new(method), path);
                    using var response = await phone.Http.SendAsync(request);
                    if ((int)response.StatusCode is < 400 or >= 500) taken.Add($"{method} {path} gave {(int)response.StatusCode}");
                    if ((int)response.StatusCode == 405) Assert.Contains("GET", response.Content.Headers.Allow);
                    // Lea is the leader herself: a page of hers that takes the method may say so when it refuses what came.
                    if (phone == visitor || !handled.Contains($"{method} {template}"))
                        Assert.DoesNotContain("Lea", await response.Content.ReadAsStringAsync());
                }
            }
        }
        Assert.Equal([], taken);
        Assert.Equal(before, await site.StateAsync());
    }

    [Fact]
    public async Task Head_is_get_without_a_body()
    {
        var group = await site.NewGroupAsync();
        foreach (var path in new[] { "/", "/me", group.Path, $"{group.Path}/chat", $"/j/{await group.NewCodeAsync()}", "/none", "/healthz" })
        {
            using var get = await group.Leader.GetAsync(path);
            using var head = await group.Leader.Http.SendAsync(new(HttpMethod.Head, path));
            if (path != "/healthz") Assert.Equal(get.StatusCode, head.StatusCode);
            Assert.True((int)head.StatusCode < 500);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }
    }
}
