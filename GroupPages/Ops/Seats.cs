namespace GroupPages.Ops;

/// <summary>How many may be at something at once, for each key.</summary>
internal sealed class Seats<T>(int most) where T : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<T, int> taken = [];

    /// <summary>Takes a seat until it is disposed; null when all are taken.</summary>
    public IDisposable? TryTake(T key)
    {
        lock (gate)
        {
            var sitting = taken.GetValueOrDefault(key);
            if (sitting >= most)
                return null;
            taken[key] = sitting + 1;
        }
        return new Seat(this, key);
    }

    private void Leave(T key)
    {
        lock (gate)
        {
            if (--taken[key] == 0)
                taken.Remove(key);
        }
    }

    private sealed class Seat(Seats<T> seats, T key) : IDisposable
    {
        private int isLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isLeft, 1) == 0)
                seats.Leave(key);
        }
    }
}
