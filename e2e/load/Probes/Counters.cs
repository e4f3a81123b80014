using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace GroupPages.Load.Probes;

/// <summary>
/// The runtime counters of a .NET process, asked through its diagnostics port (as dotnet-counters does): nothing is
/// built into the app for it. Only while something is measured that needs them; they cost the app a little.
/// </summary>
internal sealed class Counters : IDisposable
{
    private readonly EventPipeSession session;
    private readonly EventPipeEventSource source;
    private readonly Task reading;
    private long allocated;

    public Counters(int process)
    {
        Dictionary<string, string> everySecond = new() { ["EventCounterIntervalSec"] = "1" };
        session = new DiagnosticsClient(process).StartEventPipeSession(
            [new EventPipeProvider("System.Runtime", EventLevel.Informational, 0, everySecond)], requestRundown: false, circularBufferMB: 16);
        source = new EventPipeEventSource(session.EventStream);
        source.Dynamic.All += Take;
        reading = Task.Run(() => source.Process());
    }

    /// <summary>Bytes allocated since this began to listen; grows once a second.</summary>
    public long AllocatedBytes => Interlocked.Read(ref allocated);

    public void Dispose()
    {
        session.Stop();
        reading.GetAwaiter().GetResult();
        source.Dispose();
        session.Dispose();
    }

    private void Take(TraceEvent news)
    {
        if (news.EventName != "EventCounters"
            || (news.PayloadByName("") as IDictionary<string, object>)?.TryGetValue("Payload", out var payload) != true
            || payload is not IDictionary<string, object> counter || counter["Name"] is not "alloc-rate")
            return;
        Interlocked.Add(ref allocated, Convert.ToInt64(counter["Increment"], System.Globalization.CultureInfo.InvariantCulture));
    }
}
