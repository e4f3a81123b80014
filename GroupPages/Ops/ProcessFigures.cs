using System.Diagnostics;
using System.Globalization;
using GroupPages.Live;

namespace GroupPages.Ops;

/// <summary>This process at one moment.</summary>
/// <param name="MemoryBytes">Its working set.</param>
/// <param name="MemoryLimitBytes">What the machine, or the container it runs in, gives it.</param>
public sealed record ProcessFigures(int Streams, long MemoryBytes, long MemoryLimitBytes, int Processors, TimeSpan Uptime)
{
    public IEnumerable<Gauge> Gauges =>
    [
        new("Open streams of this process", Streams, Phases.StreamsPerProcess),
        new("Memory of this process", MemoryBytes >> 20, MemoryLimitBytes >> 20, "MB"),
    ];

    public IEnumerable<Fact> Facts => [new("This process", $"{CapacityReport.Count(Processors, "core")}, up for {Words(Uptime)}")];

    internal static ProcessFigures Now(LiveStreams streams, TimeProvider clock)
    {
        using var process = Process.GetCurrentProcess();
        var uptime = clock.GetUtcNow() - new DateTimeOffset(process.StartTime);
        return new(streams.Count, process.WorkingSet64, MemoryLimit(), Environment.ProcessorCount, uptime);
    }

    // .NET itself tells its heap's share of a container, or its own hard limit: the working set must be held against the whole.
    internal static long MemoryLimit()
    {
        const string container = "/sys/fs/cgroup/memory.max", machine = "/proc/meminfo";
        if (File.Exists(container) && long.TryParse(File.ReadAllText(container), CultureInfo.InvariantCulture, out var bytes))
            return bytes;
        // "MemTotal:       16303412 kB"
        return File.Exists(machine) && long.TryParse(File.ReadLines(machine).First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture, out var kilobytes)
            ? kilobytes << 10
            : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
    }

    private static string Words(TimeSpan time) => time switch
    {
        { TotalMinutes: < 120 } => CapacityReport.Count((long)time.TotalMinutes, "minute"),
        { TotalHours: < 48 } => CapacityReport.Count((long)time.TotalHours, "hour"),
        _ => CapacityReport.Count((long)time.TotalDays, "day"),
    };
}
