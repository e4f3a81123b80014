using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Faults;

/// <summary>PostgreSQL is away: honest errors soon, never a bug's 500, and everything again as soon as it is back.</summary>
public sealed class DatabaseDownTests(OwnSite site) : IClassFixture<OwnSite>
{
    // About 10 s is what a page may take to give up; the rest is for a busy machine.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Pages_say_503_until_the_database_is_back_and_files_and_health_stay()
    {
        var group = await site.NewGroupAsync();
        using var member = await group.JoinAsync("Ruth");
        using var visitor = site.NewPhone();
        var file = (await member.PageAsync(group.Path)).QuerySelector("link[rel=stylesheet]")!.GetAttribute("href")!;
        await using var stream = await member.StreamAsync(group.ChatStream());

        await site.Cluster.StopPostgresAsync();
        // Past the second for which what is in memory is still trusted.
        await Task.Delay(1_500);
        var trouble = await Task.WhenAll(
            TroubleAsync(member.GetAsync(group.Path)), TroubleAsync(member.GetAsync($"{group.Path}/chat")), TroubleAsync(member.GetAsync("/me")),
            TroubleAsync(member.GetAsync(group.ChatStream())), TroubleAsync(visitor.GetAsync(group.Path)),
            TroubleAsync(visitor.GetAsync($"/j/{group.Code}")),
            TroubleAsync(member.PostHtmxAsync($"{group.Path}/chat", ("text", "lost?"), ("key", "down"))),
            TroubleAsync(visitor.PostAsync($"/j/{group.Code}", ("firstName", "Tom"), ("key", "tom"))),
            TroubleAsync(member.PostAsync("/me", ("firstName", "Ruth-Anne"))));
        Assert.True(trouble.All(words => words is null), string.Join("; ", trouble.OfType<string>()));
        foreach (var path in new[] { "/healthz", file, "/" })
            Assert.Equal(HttpStatusCode.OK, await visitor.StatusAsync(path));
        foreach (var path in new[] { "/healthz", file })
            Assert.Equal(HttpStatusCode.OK, await member.StatusAsync(path));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await visitor.StatusAsync("/readyz"));

        await site.Cluster.StartPostgresAsync();
        await Eventually.TrueAsync(async () => await member.StatusAsync($"{group.Path}/chat") == HttpStatusCode.OK
                && await visitor.StatusAsync("/readyz") == HttpStatusCode.OK,
            TimeSpan.FromSeconds(5), "pages must be back within 5 s");
        using var again = await member.PostHtmxAsync($"{group.Path}/chat", ("text", "lost?"), ("key", "down"));
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
        Assert.Equal("lost?", (await LiveMessage.TakeAsync(stream, 1))[0].Text);
        Assert.Single(await group.MessagesAsync());
    }

    /// <summary>What is wrong with an answer that must be 503, soon, with the time to come back.</summary>
    private static async Task<string?> TroubleAsync(Task<HttpResponseMessage> asked)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var answer = await asked;
        var took = TimeProvider.System.GetElapsedTime(started);
        return answer.StatusCode != HttpStatusCode.ServiceUnavailable ? $"{answer.RequestMessage!.RequestUri} gave {(int)answer.StatusCode}"
            : took > Patience ? $"{answer.RequestMessage!.RequestUri} took {took.TotalSeconds:0.0} s"
            : answer.Headers.RetryAfter is null ? $"{answer.RequestMessage!.RequestUri} had no Retry-After"
            : null;
    }
}
