using GroupPages.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(GroupPages.Tests.Support.SharedCluster))]

namespace GroupPages.Tests.Support;

/// <summary>The one cluster that all test classes share, unless they break it.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    public TestCluster Cluster { get; private set; } = null!;

    /// <summary>
    /// Connections beside the tier's: the classes that run side by side each have several programs that listen, and the tests keep
    /// some for themselves, since opening one takes PostgreSQL 7 ms and a statement 0.3. None where a test is about the tier.
    /// </summary>
    internal int Spare { get; init; } = 20;

    public async ValueTask InitializeAsync() => Cluster = await TestCluster.StartAsync(Spare);

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}

/// <summary>
/// A whole site for one test class: a database of its own behind PgBouncer, and the program in this process on a real
/// Kestrel. Each test makes its own group in it.
/// </summary>
public class TestSite(SharedCluster shared) : IAsyncLifetime
{
    private int groups;

    protected TestCluster Cluster => shared.Cluster;

    public string Database { get; private set; } = "";

    public AppInProcess App { get; private set; } = null!;

    public Uri Address => App.Address;

    public virtual async ValueTask InitializeAsync()
    {
        Database = await NewDatabaseAsync(Cluster);
        App = await StartAppAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        // A site that did not come up has told why; nothing is to be added.
        if (App is null)
            return;
        await App.DisposeAsync();
        await using (var own = new NpgsqlConnection(Own))
            NpgsqlConnection.ClearPool(own);
        await Cluster.DropDatabaseAsync(Database);
        GC.SuppressFinalize(this);
    }

    // Kept between statements where there are connections to spare.
    private string Own => shared.Spare == 0 ? Cluster.Superuser(Database)
        : new NpgsqlConnectionStringBuilder(Cluster.Superuser(Database)) { Pooling = true, MaxPoolSize = 2 }.ConnectionString;

    /// <summary>Other services for this site's program.</summary>
    protected virtual void Configure(IServiceCollection services) { }

    /// <summary>Starts the program on this site's database; a site that needs another clock or way to the database says so here.</summary>
    protected virtual Task<AppInProcess> StartAppAsync() => AppInProcess.StartAsync(Cluster, Database, Configure);

    /// <summary>A migrated database without rows.</summary>
    public static Task<string> NewDatabaseAsync(TestCluster cluster) =>
        cluster.CreateDatabaseAsync(direct => Migrations.RunAsync(direct, NullLogger.Instance, CancellationToken.None));

    /// <summary>A phone nobody is signed in on.</summary>
    public Phone NewPhone() => new(Address);

    /// <summary>A group of this test's own.</summary>
    public async Task<TestGroup> NewGroupAsync(bool isHidden = false, bool needsApproval = false)
    {
        var number = Interlocked.Increment(ref groups);
        return await TestGroup.MakeAsync(this, $"group-{number}", isHidden, needsApproval);
    }

    /// <summary>One statement past the app, as a person at the database would run it.</summary>
    public async Task<T> SqlAsync<T>(string sql, params object[] values)
    {
        await using var connection = await Superuser.OpenAsync(Own);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <inheritdoc cref="SqlAsync{T}"/>
    public async Task SqlAsync(string sql, params object[] values) => await SqlAsync<object?>(sql, values);

    /// <summary>Has requests meet: what <paramref name="locks"/> locks is held until so many statements wait for it.</summary>
    /// <param name="locks">Such as <c>SELECT FROM users WHERE id = 3 FOR UPDATE</c>.</param>
    /// <param name="meanwhile">Done when all wait, before they go on.</param>
    public async Task<T> HeldUpAsync<T>(string locks, int waiting, Func<Task<T>> ask, Func<Task>? meanwhile = null)
    {
        await using var holder = await Superuser.OpenAsync(Own);
        await using var held = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand(locks, holder))
            await hold.ExecuteNonQueryAsync();
        var asked = ask();
        await Eventually.TrueAsync(async () => await this.CountAsync("pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") == waiting,
            TimeSpan.FromSeconds(5), $"{waiting} must wait");
        if (meanwhile is not null)
            await meanwhile();
        await held.CommitAsync();
        return await asked;
    }

    /// <summary>What every process is told while something changes.</summary>
    public async Task<IReadOnlyList<string>> ToldByAsync(Func<Task> change)
    {
        await using var listener = new NpgsqlConnection(Cluster.Direct(Database));
        List<string> told = [];
        listener.Notification += (_, notice) => told.Add(notice.Payload);
        await listener.OpenAsync();
        await using (var listen = new NpgsqlCommand("LISTEN live", listener))
            await listen.ExecuteNonQueryAsync();
        await change();
        await using (var look = new NpgsqlCommand("SELECT", listener))
            await look.ExecuteNonQueryAsync();
        return told;
    }
}
