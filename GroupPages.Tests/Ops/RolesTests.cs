using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary><c>GroupPages__Roles</c>: what a process is for.</summary>
public sealed class RolesTests(RolesTests.Site site) : IClassFixture<RolesTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared)
    {
        /// <summary>One process more on the same database.</summary>
        public Task<AppInProcess> WithRolesAsync(string roles) =>
            AppInProcess.StartAsync(Cluster, Database, Configure, settings: new Dictionary<string, string> { ["GroupPages:Roles"] = roles });

        public Task<CommandResult> ServeAsync(string roles) => CommandLine.RunAsync(
            new()
            {
                ["ConnectionStrings__Pooled"] = Cluster.Pooled(Database),
                ["ConnectionStrings__Direct"] = Cluster.Direct(Database),
                ["GroupPages__Roles"] = roles,
            }, "serve");
    }

    [Theory]
    [InlineData("web", 200, 503)]
    [InlineData("live, worker", 503, 200)]
    [InlineData("worker", 503, 503)]
    public async Task A_process_serves_what_it_is_for_and_answers_probes(string roles, int page, int stream)
    {
        var group = await site.NewGroupAsync();
        await using var app = await site.WithRolesAsync(roles);
        using var phone = new Phone(app.Address);
        await phone.SignInAsync(site, group.Leader.UserId);
        Assert.Equal((HttpStatusCode)page, await phone.StatusAsync(group.Path));
        await using (var live = await phone.StreamAsync(group.ChatStream()))
            Assert.Equal((HttpStatusCode)stream, live.Response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync("/healthz"));
        await Eventually.TrueAsync(async () => await phone.StatusAsync("/readyz") == HttpStatusCode.OK, TimeSpan.FromSeconds(5), "it must be ready");
    }

    [Theory]
    [InlineData("web,lvie")]
    [InlineData(" , ")]
    public async Task A_role_that_is_none_is_said_at_the_start(string roles)
    {
        var ended = await site.ServeAsync(roles);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("any of web, live and worker", ended.Errors);
    }
}
