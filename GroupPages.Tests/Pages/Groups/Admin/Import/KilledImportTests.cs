using System.Text;
using GroupPages.Tests.Support;
using Npgsql;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Admin.Import;

/// <summary>The program is killed in the middle of an import.</summary>
public sealed class KilledImportTests(KilledImportTests.Site site) : IClassFixture<KilledImportTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        public Task<AppProcess> StartProcessAsync() => AppProcess.StartAsync(Cluster.Pooled(Database), Cluster.Direct(Database));

        public string SuperuserWay => Cluster.Superuser(Database);
    }

    [Fact]
    public async Task Killed_after_the_first_thousand_rows_it_leaves_none_and_can_be_done_again()
    {
        var group = await site.NewGroupAsync();
        var import = await group.NewImportAsync(Enumerable.Range(1, 2_000).Aggregate(new StringBuilder("First,Mail\n"), (text, n) => text.Append(null, $"Ann {n},a{n}@example.org\n")).ToString());
        var before = await site.StateAsync();
        await using var app = await site.StartProcessAsync();
        using var phone = new Phone(app.Address);
        await phone.SignInAsync(site, group.Leader.UserId);
        Task<HttpResponseMessage> confirming;
        await using (var rival = new NpgsqlConnection(site.SuperuserWay))
        {
            await rival.OpenAsync();
            await using var held = await rival.BeginTransactionAsync();
            // Somebody else is about to note the address of row 1,500: there the import stands still.
            await using var note = new NpgsqlCommand("INSERT INTO member_notes (group_id, user_id, email) VALUES ($1, $2, 'a1500@example.org')", rival)
            {
                Parameters = { new() { Value = group.Id }, new() { Value = group.Leader.UserId } },
            };
            await note.ExecuteNonQueryAsync();
            confirming = phone.ConfirmAsync(group, import);
            await Eventually.TrueAsync(async () => await WaitingAsync() == 1, TimeSpan.FromSeconds(10), "the import must have come to its second thousand");
            await app.KillAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => confirming);
            await held.RollbackAsync();
        }
        await Eventually.TrueAsync(async () => await site.CountAsync(
            "pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' AND query LIKE '%member_notes%'") == 0,
            TimeSpan.FromSeconds(10), "what the killed program began must have ended");
        await site.SqlAsync("DELETE FROM sessions WHERE user_id = $1 AND id = (SELECT max(id) FROM sessions WHERE user_id = $1)", group.Leader.UserId);
        Assert.Equal(before, await site.StateAsync());
        using var again = await group.Leader.ConfirmAsync(group, import);
        Assert.Equal(2_001, await site.CountAsync("memberships WHERE group_id = $1", group.Id));
    }

    private Task<long> WaitingAsync() => site.CountAsync(
        "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%member_notes%'");
}
