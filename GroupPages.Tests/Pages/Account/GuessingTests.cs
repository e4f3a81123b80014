using System.Net;
using GroupPages.Access;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Account;

/// <summary>Whoever tries codes is slowed; the church behind the same address is not.</summary>
public sealed class GuessingTests(GuessingTests.Site site) : IClassFixture<GuessingTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task After_hundreds_of_wrong_codes_a_guesser_must_wait_and_a_known_join_code_still_opens()
    {
        var group = await site.NewGroupAsync();
        using Phone guesser = site.NewPhone(), member = site.NewPhone();
        Assert.Equal(HttpStatusCode.OK, await member.StatusAsync($"/j/{group.Code}"));
        HttpResponseMessage? refused = null;
        for (var i = 0; i < 2_000 && refused is null; i += 25)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => guesser.GetAsync($"/j/{Secret.NewCode()}")));
            refused = answers.FirstOrDefault(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        }
        Assert.NotNull(refused);
        Assert.NotNull(refused.Headers.RetryAfter);
        // The next tries find the door shut too: a fraction of a token is no token. One a second is let through.
        for (var i = 0; i < 20; i++)
            await guesser.StatusAsync($"/l/{Secret.NewCode()}");
        var statuses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => guesser.StatusAsync($"/l/{Secret.NewCode()}")));
        Assert.InRange(statuses.Count(status => status == HttpStatusCode.TooManyRequests), 10, 20);
        await member.JoinAsync(group.Code, "Ruth");
    }
}
