using System.Collections.Concurrent;
using System.Diagnostics;

namespace GroupPages.Tests.Support;

/// <summary>
/// Counts the commands that a request sends to the database: Npgsql's own traces, told from those of other tests and of
/// background work by the trace id that travels with the request.
/// </summary>
public sealed class QueryCount : IDisposable
{
    private readonly ConcurrentDictionary<ActivityTraceId, int> counts = new();
    private readonly ActivitySource source = new("GroupPages.Tests.QueryCount");
    private readonly ActivityListener listener;

    /// <param name="database">The site's; commands to others do not count.</param>
    public QueryCount(string database)
    {
        listener = new()
        {
            ShouldListenTo = heard => heard.Name is "Npgsql" or "Microsoft.AspNetCore" || heard == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = done =>
            {
                // A connection that the pool opens meanwhile, because another is busy, is no command.
                if (done.Source.Name == "Npgsql" && !done.DisplayName.StartsWith("CONNECT", StringComparison.Ordinal)
                    && done.TagObjects.Any(tag => tag.Key is "db.namespace" or "db.name" && Equals(tag.Value, database)))
                    counts.AddOrUpdate(done.TraceId, 1, (_, before) => before + 1);
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>Runs something that asks the site, and counts the commands on its behalf.</summary>
    public async Task<(T Result, int Queries)> OfAsync<T>(Func<Task<T>> ask)
    {
        Activity.Current = null;
        using var activity = source.StartActivity("request") ?? throw new InvalidOperationException("Nobody listens.");
        var result = await ask();
        return (result, counts.GetValueOrDefault(activity.TraceId));
    }

    public void Dispose()
    {
        listener.Dispose();
        source.Dispose();
    }
}
