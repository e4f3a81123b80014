using System.Diagnostics;
using GroupPages.Live;

namespace GroupPages.Ops;

/// <summary>This process at one moment.</summary>
/// <param name="MemoryBytes">Its working set.</param>
/// <param name="MemoryLimitBytes">What it may take: <see cref="MemoryLimit"/>.</param>
public sealed record ProcessFigures(int Streams, long MemoryBytes, long MemoryLimitBytes, int Processors, TimeSpan Uptime)
{
    public IEnumerable<Gauge> Gauges =>
    [
        new("Open streams of this process", Streams, Phases.StreamsPerProcess),
        new("Memory of this process", MemoryBytes >> 20, MemoryLimitBytes >> 20, "MB"),
    ];

    public IEnumerable<Fact> Facts => [new("This process", $"{CapacityReport.Count(Processors, "core")}, up for {Words(Uptime)}")];

    internal static ProcessFigures Now(LiveStreams streams, AlertSettings settings, TimeProvider clock)
    {
        using var process = Process.GetCurrentProcess();
        var uptime = clock.GetUtcNow() - new DateTimeOffset(process.StartTime);
        return new(streams.Count, process.WorkingSet64, MemoryLimit.Of(settings), Environment.ProcessorCount, uptime);
    }

    private static string Words(TimeSpan time) => time switch
    {
        { TotalMinutes: < 120 } => CapacityReport.Count((long)time.TotalMinutes, "minute"),
        { TotalHours: < 48 } => CapacityReport.Count((long)time.TotalHours, "hour"),
        _ => CapacityReport.Count((long)time.TotalDays, "day"),
    };
}
