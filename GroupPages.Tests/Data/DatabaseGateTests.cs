using GroupPages.Data;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Data;

/// <summary>Who waits for the database, who goes first, and who is told at once that there is no use.</summary>
public sealed class DatabaseGateTests
{
    private readonly HandClock clock = new();

    [Fact]
    public async Task A_full_gate_lets_the_urgent_in_first()
    {
        var gate = new DatabaseGate(1, clock);
        await gate.EnterAsync(isUrgent: false, CancellationToken.None);
        var page = gate.EnterAsync(isUrgent: false, CancellationToken.None);
        var join = gate.EnterAsync(isUrgent: true, CancellationToken.None);
        gate.Leave(hasAnswered: true);
        await join;
        Assert.False(page.IsCompleted);
        gate.Leave(hasAnswered: true);
        await page;
    }

    [Fact]
    public async Task A_database_that_answers_nobody_is_asked_by_nobody_else()
    {
        var gate = await FullAsync(6);
        clock.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<DatabaseBusyException>(() => gate.EnterAsync(isUrgent: false, CancellationToken.None));
        gate.Leave(hasAnswered: false);
        await Assert.ThrowsAsync<DatabaseBusyException>(() => gate.EnterAsync(isUrgent: true, CancellationToken.None));
        gate.Leave(hasAnswered: true);
        await gate.EnterAsync(isUrgent: false, CancellationToken.None);
    }

    [Fact]
    public async Task When_all_have_given_up_one_at_a_time_tries_whether_it_is_back()
    {
        var gate = await FullAsync(6);
        clock.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<DatabaseBusyException>(() => gate.EnterAsync(isUrgent: false, CancellationToken.None));
        for (var i = 0; i < 6; i++)
            gate.Leave(hasAnswered: false);
        await gate.EnterAsync(isUrgent: false, CancellationToken.None);
        await Assert.ThrowsAsync<DatabaseBusyException>(() => gate.EnterAsync(isUrgent: false, CancellationToken.None));
        gate.Leave(hasAnswered: true);
        await gate.EnterAsync(isUrgent: false, CancellationToken.None);
    }

    [Fact]
    public async Task One_slow_statement_stops_nobody()
    {
        var gate = new DatabaseGate(6, clock);
        await gate.EnterAsync(isUrgent: false, CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(4));
        await gate.EnterAsync(isUrgent: false, CancellationToken.None);
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_place_from_the_next()
    {
        var gate = new DatabaseGate(1, clock);
        await gate.EnterAsync(isUrgent: false, CancellationToken.None);
        using var impatient = new CancellationTokenSource();
        var first = gate.EnterAsync(isUrgent: false, impatient.Token);
        var second = gate.EnterAsync(isUrgent: false, CancellationToken.None);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.Leave(hasAnswered: true);
        await second;
    }

    [Fact]
    public async Task A_queue_of_hundreds_refuses_the_next_at_once()
    {
        var gate = new DatabaseGate(1, clock);
        for (var i = 0; i <= 512; i++)
            _ = gate.EnterAsync(isUrgent: false, CancellationToken.None);
        await Assert.ThrowsAsync<DatabaseBusyException>(() => gate.EnterAsync(isUrgent: false, CancellationToken.None));
    }

    private async Task<DatabaseGate> FullAsync(int slots)
    {
        var gate = new DatabaseGate(slots, clock);
        for (var i = 0; i < slots; i++)
            await gate.EnterAsync(isUrgent: false, CancellationToken.None);
        return gate;
    }
}
