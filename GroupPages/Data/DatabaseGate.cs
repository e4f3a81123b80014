namespace GroupPages.Data;

/// <summary>Too many wait for the database, or it has stopped answering: said at once instead of after a time-out.</summary>
public sealed class DatabaseBusyException(string message) : TimeoutException(message);

/// <summary>
/// Stands before the pool of connections: who may go on, who waits, and who is told at once that there is no use. Joins,
/// sign-ins and the news of open streams go before everything else.
/// </summary>
/// <param name="slots">How many statements may be under way: the size of the pool.</param>
/// <param name="took">Told how long each statement held its slot.</param>
internal sealed class DatabaseGate(int slots, TimeProvider clock, Action<string, TimeSpan>? took = null)
{
    // A full queue is worked off in well under a second: a statement takes about a millisecond, 18 at a time.
    private const int LongestQueue = 512;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    // With so many statements under way and not one answered for so long the database stands still. One slow statement
    // by itself says nothing.
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(1500);

    /// <summary>How many statements may be under way.</summary>
    public int Slots => slots;

    /// <summary>How many are.</summary>
    public int UnderWay => Volatile.Read(ref underWay);

    /// <summary>How many wait for a slot.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
                return urgent.Count + others.Count;
        }
    }

    private readonly Lock gate = new();
    private readonly Queue<TaskCompletionSource> urgent = [], others = [];
    private int underWay;
    private long lastSign;
    private bool isSilent;

    /// <summary>Runs one statement in a slot of its own, and gives the slot back whatever becomes of it.</summary>
    /// <exception cref="DatabaseBusyException">There is no use in waiting.</exception>
    /// <param name="name">What it is called in the figures.</param>
    public async Task<T> RunAsync<T>(Func<Task<T>> statement, bool isUrgent, CancellationToken cancel, string name = "")
    {
        await EnterAsync(isUrgent, cancel);
        var began = clock.GetTimestamp();
        var hasAnswered = true;
        try
        {
            return await statement();
        }
        catch (Exception error) when (error is OperationCanceledException || Database.IsTimeout(error))
        {
            hasAnswered = false;
            throw;
        }
        finally
        {
            Leave(hasAnswered);
            took?.Invoke(name, clock.GetElapsedTime(began));
        }
    }

    /// <summary>Takes a slot, now or in a moment.</summary>
    /// <exception cref="DatabaseBusyException">There is no use in waiting.</exception>
    public Task EnterAsync(bool isUrgent, CancellationToken cancel)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            isSilent |= underWay >= Math.Max(2, slots / 3) && clock.GetElapsedTime(lastSign) > Silence;
            // While it is silent those under way are the probe; when they have given up, one at a time is.
            if (isSilent && underWay > 0)
                throw new DatabaseBusyException("The database does not answer.");
            if (underWay < slots)
            {
                if (underWay == 0)
                    lastSign = clock.GetTimestamp();
                underWay++;
                return Task.CompletedTask;
            }
            var queue = isUrgent ? urgent : others;
            if (queue.Count >= LongestQueue)
                throw new DatabaseBusyException("Too many wait for the database.");
            queue.Enqueue(mine);
        }
        return WaitAsync(mine, cancel);
    }

    /// <summary>Gives the slot back, to whoever waits.</summary>
    /// <param name="hasAnswered">Whether the database has said anything, be it an error.</param>
    public void Leave(bool hasAnswered)
    {
        lock (gate)
        {
            if (hasAnswered)
            {
                lastSign = clock.GetTimestamp();
                isSilent = false;
            }
            while (urgent.TryDequeue(out var next) || others.TryDequeue(out next))
            {
                if (next.TrySetResult())
                    return;
            }
            underWay--;
        }
    }

    private async Task WaitAsync(TaskCompletionSource mine, CancellationToken cancel)
    {
        try
        {
            await mine.Task.WaitAsync(LongestWait, clock, cancel);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            // Handed over in this very moment: somebody else can use it.
            if (!mine.TrySetCanceled(CancellationToken.None))
                Leave(hasAnswered: false);
            throw error is TimeoutException ? new DatabaseBusyException("The database is too busy.") : error;
        }
    }
}
