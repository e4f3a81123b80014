using System.Net;
using GroupPages.Data;
using GroupPages.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace GroupPages.Tests.Upgrades;

/// <summary>A site that was there from the start goes on: nobody signs in again, and nothing that was said is lost.</summary>
public sealed class FromTheFirstReleaseTests(FromTheFirstReleaseTests.Site site) : IClassFixture<FromTheFirstReleaseTests.Site>
{
    public sealed class Site(SharedCluster shared) : IAsyncLifetime
    {
        private string database = "";

        public AppInProcess App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            database = await shared.Cluster.CreateEmptyDatabaseAsync();
            var direct = shared.Cluster.Direct(database);
            await Migrations.RunUpToAsync(direct, "0001_main_job.sql", NullLogger.Instance, CancellationToken.None);
            await using (var connection = new NpgsqlConnection(direct))
            {
                await connection.OpenAsync();
                await using var command = new NpgsqlCommand(Repository.Text("GroupPages.Tests", "Upgrades", "first.sql"), connection);
                await command.ExecuteNonQueryAsync();
            }
            // The program itself does the rest when it starts.
            App = await AppInProcess.StartAsync(shared.Cluster, database);
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await shared.Cluster.DropDatabaseAsync(database);
        }

        /// <summary>The phone that Ann was signed in on before.</summary>
        public Phone OldPhone()
        {
            var phone = new Phone(App.Address);
            phone.Cookies.Add(App.Address, new Cookie("session", "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc"));
            return phone;
        }
    }

    [Fact]
    public async Task An_old_session_opens_the_people_page_with_everybody_who_was_there()
    {
        using var ann = site.OldPhone();
        Assert.Equal(HttpStatusCode.OK, await ann.StatusAsync("/readyz"));
        var people = (await ann.PageAsync("/g/harbour-choir")).Body!.TextContent;
        foreach (var name in new[] { "Ben", "Chloé", "Dana" })
            Assert.Contains(name, people, StringComparison.Ordinal);
        Assert.DoesNotContain("Quentin", people, StringComparison.Ordinal);
        Assert.Contains("Bring", (await ann.PageAsync("/me")).QuerySelector("[name=about]")?.TextContent ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_said_is_there_and_the_talk_goes_on_with_the_next_number()
    {
        using var ann = site.OldPhone();
        var room = await ann.PageAsync("/g/harbour-choir/chat");
        Assert.Contains("Welcome, Chloé!", room.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("A word from somebody who left", room.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Between us", (await ann.PageAsync("/chat/3")).Body!.TextContent, StringComparison.Ordinal);
        await using var stream = await ann.StreamAsync("/live?c=1&after=6");
        using var said = await ann.PostHtmxAsync("/g/harbour-choir/chat", ("text", "And on we sing"));
        Assert.Equal(HttpStatusCode.NoContent, said.StatusCode);
        var message = (await LiveMessage.TakeAsync(stream, 1))[0];
        Assert.Equal((7, "And on we sing"), (message.Change, message.Text));
    }

    [Fact]
    public async Task Old_codes_let_in_and_a_key_used_before_the_upgrade_is_still_used()
    {
        using Phone gail = new(site.App.Address), ben = new(site.App.Address);
        await gail.JoinAsync("abcdefghijklmnopqrstuvwxyz", "Gail");
        using var again = await ben.PostAsync("/j/abcdefghijklmnopqrstuvwxyz", ("firstName", "Ben"), ("key", "ben-once"));
        Assert.Equal(HttpStatusCode.SeeOther, again.StatusCode);
        Assert.Equal("2", (await ben.PageAsync("/g/harbour-choir")).Body!.GetAttribute("data-user"));
        Assert.Equal(HttpStatusCode.NotFound, await gail.StatusAsync("/g/old-friends"));
    }

    [Fact]
    public async Task Its_admin_finds_the_members_the_log_and_every_desk()
    {
        using var ann = site.OldPhone();
        foreach (var path in new[] { "/g/harbour-choir/admin/members", "/g/harbour-choir/admin/codes", "/g/harbour-choir/admin/log", "/admin/users", "/admin/groups", "/admin/ops", "/chat", "/me/export" })
            Assert.True(await ann.StatusAsync(path) == HttpStatusCode.OK, path);
    }
}
