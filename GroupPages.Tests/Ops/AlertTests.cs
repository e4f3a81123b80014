using GroupPages.Data;
using GroupPages.Ops;
using GroupPages.Ops.Monitoring;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary>Each alert is provoked on a running program, rings once, and ends.</summary>
public sealed class AlertTests : IAsyncLifetime
{
    private readonly Site site = new();

    private sealed class Site : OwnSite
    {
        private TcpProxy direct = null!;

        public TcpProxy Direct => direct;

        public SmtpInbox Inbox { get; } = new();

        public Settings Settings => new()
        {
            Alerts = new() { EverySeconds = 1, MailTo = "ops@example.org, night@example.org" },
            Smtp = new() { Host = "127.0.0.1", Port = Inbox.Port, Security = "none" },
        };

        public IReadOnlyList<AlertEvent> Told => App.Services.GetRequiredService<AlertLog>().Last;

        protected override void Configure(IServiceCollection services) => services.AddSingleton(Settings).AddSingleton<TimeProvider>(new QuickClock(speed: 8));

        protected override Task<AppInProcess> StartAppAsync()
        {
            direct = new("127.0.0.1", Cluster.DirectPort);
            return AppInProcess.StartAsync(Cluster, Database, Configure,
                direct: Cluster.Direct(Database).Replace($"Port={Cluster.DirectPort}", $"Port={direct.Port}", StringComparison.Ordinal));
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await direct.DisposeAsync();
            await Inbox.DisposeAsync();
        }
    }

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_deaf_listener_rings_once_and_ends()
    {
        site.Direct.RefuseNew(true);
        site.Direct.Cut();
        await RangAsync("listener-down", true);
        site.Direct.RefuseNew(false);
        await RangAsync("listener-down", false);
        Assert.Equal(2, site.Told.Count(told => told.Name == "listener-down"));
    }

    [Fact]
    public async Task A_full_pool_of_slow_statements_rings_for_both_and_ends()
    {
        var database = site.App.Services.GetRequiredService<Database>();
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 17).Select(_ => KeepBusyAsync(database, stop.Token)).ToList();
        await RangAsync("pool-full", true);
        await RangAsync("statements-stuck", true);
        await stop.CancelAsync();
        await Task.WhenAll(load);
        await RangAsync("pool-full", false);
        await RangAsync("statements-stuck", false);
        Assert.Equal(2, site.Told.Count(told => told.Name == "pool-full"));
    }

    [Fact]
    public async Task A_failing_job_rings_once_and_ends()
    {
        // Its table is away for a moment: the job itself fails, and is done when it is tried again.
        await site.SqlAsync("ALTER TABLE known_devices RENAME TO away");
        await site.SqlAsync("SELECT ask_for_job('clean-up', '', now())");
        await RangAsync("jobs-failing", true);
        await site.SqlAsync("ALTER TABLE away RENAME TO known_devices");
        await RangAsync("jobs-failing", false);
        await Eventually.TrueAsync(async () => await site.SqlAsync<long>("SELECT count(*) FROM jobs WHERE kind = 'clean-up' AND last_error IS NULL AND attempts = 0") == 1,
            TimeSpan.FromSeconds(20), "the job must be done after all");
        foreach (var who in new[] { "ops@example.org", "night@example.org" })
            Assert.Equal(["Alert", "Over"], (await site.Inbox.ToAsync(who, 2)).Select(mail => mail.Subject!.Split(':')[0]));
        Assert.Equal(2, site.Told.Count(told => told.Name == "jobs-failing"));
    }

    private static async Task KeepBusyAsync(Database database, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            await database.ExecuteAsync("SELECT pg_sleep(2.5)", [], CancellationToken.None);
    }

    private Task RangAsync(string name, bool isRaised) => Eventually.TrueAsync(
        () => Task.FromResult(site.Told.Any(told => told.Name == name && told.IsRaised == isRaised)), TimeSpan.FromSeconds(20), $"{name} must {(isRaised ? "ring" : "end")}");
}
