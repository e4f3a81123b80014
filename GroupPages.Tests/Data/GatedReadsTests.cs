using System.Net;
using System.Net.Sockets;
using GroupPages.Data;
using GroupPages.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace GroupPages.Tests.Data;

/// <summary>EF's reads at the gate: each slot taken is given back once, whatever becomes of the read.</summary>
public sealed class GatedReadsTests : IDisposable
{
    private readonly TcpListener deaf = new(IPAddress.Loopback, 0);
    private readonly HandClock clock = new();

    public GatedReadsTests() => deaf.Start();

    [Fact]
    public async Task A_read_given_up_while_its_connection_opens_gives_its_slot_back()
    {
        var gate = new DatabaseGate(1, clock);
        using var impatient = new CancellationTokenSource();
        var read = ReadAsync(gate, impatient.Token);
        using var peer = await deaf.AcceptSocketAsync();
        await peer.ReceiveAsync(new byte[8]);
        await impatient.CancelAsync();
        // Npgsql hears of it only where it waits; between two waits it misses it and runs into its own time-out. Either way.
        await Assert.ThrowsAnyAsync<Exception>(() => read);
        Assert.True(gate.EnterAsync(isUrgent: false, CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_read_whose_connection_fails_gives_its_slot_back()
    {
        var gate = new DatabaseGate(1, clock);
        deaf.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(gate, CancellationToken.None));
        Assert.True(gate.EnterAsync(isUrgent: false, CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_read_that_was_refused_gives_back_nothing()
    {
        var gate = new DatabaseGate(2, clock);
        await gate.EnterAsync(isUrgent: false, CancellationToken.None);
        await gate.EnterAsync(isUrgent: false, CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(2));
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(gate, CancellationToken.None));
        Assert.IsType<DatabaseBusyException>(refused.GetBaseException());
        Assert.True(Database.IsUnavailable(refused));
        // The database is back, both slots are still taken: whoever comes must wait.
        gate.Leave(hasAnswered: true);
        Assert.True(gate.EnterAsync(isUrgent: false, CancellationToken.None).IsCompletedSuccessfully);
        Assert.False(gate.EnterAsync(isUrgent: false, CancellationToken.None).IsCompleted);
    }

    public void Dispose() => deaf.Dispose();

    private async Task ReadAsync(DatabaseGate gate, CancellationToken cancel)
    {
        var port = deaf.Server.IsBound ? ((IPEndPoint)deaf.LocalEndpoint).Port : 1;
        await using var pool = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={port};Username=nobody;Database=none;Timeout=2;GSS Encryption Mode=Disable");
        await using var db = new GroupPagesDb(new DbContextOptionsBuilder<GroupPagesDb>().UseNpgsql(
            pool, npgsql => npgsql.ExecutionStrategy(dependencies => new ReadAgain(dependencies, gate))).Options);
        await db.Users.AnyAsync(cancel);
    }
}
