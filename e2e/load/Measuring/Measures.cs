using GroupPages.Load.Http;
using GroupPages.Load.Loop;

namespace GroupPages.Load.Measuring;

/// <summary>What the phones of one run saw. Belongs to the loop's thread; the progress line only reads the counters.</summary>
internal sealed class Measures
{
    private readonly SortedDictionary<string, (Histogram Times, long Errors)> kinds = [];
    private readonly SortedDictionary<string, long> errors = [];

    /// <summary>Requests and deliveries that went wrong or took longer than half a second, by when: for the time of recovery.</summary>
    public List<long> BadMoments { get; } = [];

    public long Requests { get; private set; }

    public long Errors { get; private set; }

    public long BytesReceived { get; private set; }

    public Deliveries Deliveries { get; } = new();

    public IEnumerable<(string Kind, Histogram Times, long Errors)> Kinds => kinds.Select(pair => (pair.Key, pair.Value.Times, pair.Value.Errors));

    public IReadOnlyDictionary<string, long> ErrorsByKind => errors;

    /// <summary>Takes in a response. True when it was the wanted one.</summary>
    public bool Record(string kind, in HttpResponse response, int wanted = 200)
    {
        BytesReceived += response.Bytes;
        var milliseconds = EventLoop.Milliseconds(response.Ticks);
        if (response.FailureUnless(wanted) is { } failure)
        {
            Fail(kind, failure);
            return false;
        }
        Record(kind, milliseconds);
        return true;
    }

    public void Record(string kind, double milliseconds)
    {
        Requests++;
        Of(kind).Add(milliseconds);
        if (milliseconds > 500)
            BadMoments.Add(EventLoop.Now);
    }

    public void Fail(string kind, string why, int count = 1)
    {
        if (count == 0)
            return;
        Errors += count;
        var times = Of(kind);
        kinds[kind] = (times, kinds[kind].Errors + count);
        errors[$"{kind}: {why}"] = errors.GetValueOrDefault($"{kind}: {why}") + count;
        BadMoments.Add(EventLoop.Now);
    }

    private Histogram Of(string kind)
    {
        if (!kinds.TryGetValue(kind, out var found))
            kinds[kind] = found = (new(), 0);
        return found.Times;
    }
}
