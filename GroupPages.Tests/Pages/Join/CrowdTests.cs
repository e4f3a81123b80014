using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Join;

/// <summary>Many phones at one code in the same moment.</summary>
public sealed class CrowdTests(CrowdTests.Site site) : IClassFixture<CrowdTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task Of_a_hundred_at_a_code_with_sixty_places_sixty_get_in_and_forty_leave_nothing_behind()
    {
        var group = await site.NewGroupAsync();
        var code = await group.NewCodeAsync(limit: 60);
        long users = await site.CountAsync("users"), sessions = await site.CountAsync("sessions"), notes = await site.CountAsync("audit_log");
        var statuses = await JoinAllAsync(code, 100);
        Assert.Equal(60, statuses.Count(status => status == HttpStatusCode.SeeOther));
        Assert.Equal(40, statuses.Count(status => status == HttpStatusCode.Gone));
        Assert.Equal(users + 60, await site.CountAsync("users"));
        Assert.Equal(sessions + 60, await site.CountAsync("sessions"));
        Assert.Equal(notes + 60, await site.CountAsync("audit_log"));
        Assert.Equal(60 + 1, await site.CountAsync("memberships WHERE group_id = $1", group.Id));
        Assert.Equal(60, await site.SqlAsync<int>("SELECT uses FROM join_codes WHERE code = $1", code));
    }

    [Fact]
    public async Task Three_hundred_phones_of_one_church_all_get_in()
    {
        var group = await site.NewGroupAsync();
        var statuses = await JoinAllAsync(group.Code, 300);
        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.SeeOther, status));
        Assert.Equal(301, await site.CountAsync("memberships WHERE group_id = $1", group.Id));
    }

    [Fact]
    public async Task A_script_that_joins_on_and_on_is_told_to_wait_in_words()
    {
        var group = await site.NewGroupAsync();
        using var script = site.NewPhone();
        // Too long a name: each try counts, none costs a row. 1,100 at once is more than the burst of 900 and its refill.
        var statuses = new List<HttpStatusCode>();
        HttpResponseMessage? refused = null;
        for (var i = 0; i < 3_000 && refused is null; i += 50)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => script.PostAsync($"/j/{group.Code}", ("firstName", ""))));
            statuses.AddRange(answers.Select(answer => answer.StatusCode));
            refused = answers.FirstOrDefault(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        }
        Assert.NotNull(refused);
        Assert.InRange(statuses.Count(status => status == HttpStatusCode.UnprocessableEntity), 300, 3_000);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Contains("Wait a few seconds", (await Phone.HtmlAsync(refused)).Body!.TextContent);
    }

    [Fact]
    public async Task Another_code_is_not_slowed_by_a_busy_one()
    {
        var group = await site.NewGroupAsync();
        var other = await group.NewCodeAsync();
        using var script = site.NewPhone();
        await Task.WhenAll(Enumerable.Range(0, 1_200).Select(async _ =>
        {
            using var answer = await script.PostAsync($"/j/{group.Code}", ("firstName", ""));
        }));
        using var phone = site.NewPhone();
        await phone.JoinAsync(other, "Ruth");
    }

    private async Task<HttpStatusCode[]> JoinAllAsync(string code, int phones) =>
        await Task.WhenAll(Enumerable.Range(0, phones).Select(async i =>
        {
            using var phone = site.NewPhone();
            using var response = await phone.PostAsync($"/j/{code}", ("firstName", $"Guest {i}"), ("key", $"key-{i}"));
            Assert.Equal(response.StatusCode == HttpStatusCode.SeeOther, response.Headers.Contains("Set-Cookie"));
            return response.StatusCode;
        }));
}
