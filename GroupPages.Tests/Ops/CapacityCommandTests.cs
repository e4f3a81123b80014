using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary><c>GroupPages capacity</c>: how full the site is, in a terminal.</summary>
public sealed class CapacityCommandTests(CapacityCommandTests.Site site) : IClassFixture<CapacityCommandTests.Site>
{
    // The tier, and nobody else's connections.
    public sealed class Site : OwnSite
    {
        public Task<CommandResult> RunAsync() => CommandLine.RunAsync(this, Cluster, "capacity");
    }

    [Fact]
    public async Task It_prints_the_tier_the_figures_and_the_next_step_and_changes_nothing()
    {
        var group = await site.NewGroupAsync();
        await group.AddAsync("Ruth");
        var before = await site.StateAsync();
        var said = await site.RunAsync();
        Assert.Equal((0, ""), (said.ExitCode, said.Errors));
        Assert.StartsWith("Phase 1: 1 vCPU, 1 GB (told by the database's 22 connections).", said.Output);
        Assert.Matches(@"Pooled connections at work +\d+ of 18 +\d+ % +(plenty|filling|full)\n", said.Output);
        Assert.Matches(@"Groups +1, the largest with 2 members\n", said.Output);
        Assert.Contains("\nNext step: Phase 2, $70 a month", said.Output);
        // Figures of a process that serves are not the command's to tell.
        Assert.DoesNotContain("this process", said.Output);
        Assert.Equal(before, await site.StateAsync());
    }

    [Fact]
    public async Task A_database_that_is_away_is_one_line_and_exit_code_1()
    {
        var nowhere = $"Host=127.0.0.1;Port={FreePort.Next()};Database=none;Username=none";
        var said = await RunAsync("ConnectionStrings__Pooled", nowhere);
        Assert.Equal((1, ""), (said.ExitCode, said.Output));
        Assert.StartsWith("The database is away: ", Assert.Single(Lines(said.Errors)));
    }

    [Fact]
    public async Task A_database_without_a_schema_is_left_as_it_is()
    {
        var said = await RunAsync("ConnectionStrings__Pooled", site.Cluster.Direct("postgres"));
        Assert.Equal((1, ""), (said.ExitCode, said.Output));
        Assert.Equal("The database has no schema yet. Run: GroupPages migrate", Assert.Single(Lines(said.Errors)));
    }

    [Fact]
    public async Task While_the_program_runs_on_its_private_database_the_command_leads_to_the_page()
    {
        var directory = Directory.CreateTempSubdirectory("gp-capacity-");
        try
        {
            // What the running program holds: the lock of its data directory.
            await using var held = new FileStream(Path.Combine(directory.FullName, "lock"), FileMode.Create, FileAccess.Write, FileShare.None);
            var said = await RunAsync("GroupPages__DataDirectory", directory.FullName);
            Assert.Equal((1, ""), (said.ExitCode, said.Output));
            Assert.Contains("/admin/ops", Assert.Single(Lines(said.Errors)));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static Task<CommandResult> RunAsync(string setting, string value) => CommandLine.RunAsync(new() { [setting] = value }, "capacity");
}
