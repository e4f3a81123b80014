using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Etlx;

namespace GroupPages.Load.Probes;

/// <summary>Where a .NET process spends its time: samples of all its threads for some seconds, summed up by method; LOAD_FOCUS shows who calls a method.</summary>
internal static class Profile
{
    private const int Lines = 60;

    // Threads that wait are sampled too; these are what they wait in.
    private static readonly string[] Waits = ["Wait", "Sleep", "Poll", "Park", "epoll", "Semaphore", "SocketAsyncEngine.EventLoop", "LowLevelLifo", "FileSystemWatcher"];

    // Between a method and the one that awaits it; they say nothing about either.
    private static readonly string[] Plumbing =
        ["AsyncTaskMethodBuilder", "AsyncMethodBuilderCore", "AsyncStateMachineBox", "ExecutionContext", "AwaitTaskContinuation", "RunContinuations", "ResourceInvoker", "PageActionInvoker"];

    public static async Task<int> RunAsync(int process, int seconds)
    {
        var file = Path.Combine(Path.GetTempPath(), $"load-profile-{Environment.ProcessId}.nettrace");
        try
        {
            await RecordAsync(process, seconds, file);
            using var log = new TraceLog(TraceLog.CreateFromEventPipeDataFile(file));
            Print(log);
        }
        finally
        {
            foreach (var left in Directory.GetFiles(Path.GetTempPath(), $"load-profile-{Environment.ProcessId}.*"))
                File.Delete(left);
        }
        return 0;
    }

    private static async Task RecordAsync(int process, int seconds, string file)
    {
        EventPipeProvider[] providers =
        [
            new("Microsoft-DotNETCore-SampleProfiler", EventLevel.Informational),
            // JIT, loader and GC events: names for the frames, and how often it collects.
            new("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, 0x4C14FCCBD | 0x1),
        ];
        using var session = new DiagnosticsClient(process).StartEventPipeSession(providers, requestRundown: true, circularBufferMB: 256);
        await using var output = File.Create(file);
        var copying = session.EventStream.CopyToAsync(output);
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        await session.StopAsync(CancellationToken.None);
        await copying;
    }

    private static void Print(TraceLog log)
    {
        var focus = Environment.GetEnvironmentVariable("LOAD_FOCUS");
        Dictionary<string, int> own = [], within = [], stacks = [];
        var samples = 0;
        foreach (var sample in log.Events.Where(e => e.ProviderName == "Microsoft-DotNETCore-SampleProfiler"))
        {
            var frames = Frames(sample).ToList();
            if (frames.Count == 0 || frames.Take(3).Any(frame => Waits.Any(wait => frame.Contains(wait, StringComparison.Ordinal))))
                continue;
            samples++;
            own[frames[0]] = own.GetValueOrDefault(frames[0]) + 1;
            foreach (var frame in frames.Distinct().Where(frame => !Plumbing.Any(part => frame.Contains(part, StringComparison.Ordinal))))
                within[frame] = within.GetValueOrDefault(frame) + 1;
            if (focus is not null && frames.FindIndex(frame => frame.Contains(focus, StringComparison.Ordinal)) is var at and >= 0)
            {
                var stack = string.Join("\n             ", frames.Skip(at).Where(frame => !Plumbing.Any(part => frame.Contains(part, StringComparison.Ordinal))).Take(12));
                stacks[stack] = stacks.GetValueOrDefault(stack) + 1;
            }
        }
        var collections = log.Events.Where(e => e.EventName == "GC/Start").GroupBy(e => $"generation {e.PayloadByName("Depth")}").Select(g => $"{g.Key}: {g.Count()}");
        Console.WriteLine($"{samples} samples; collections {string.Join(", ", collections)}");
        foreach (var (title, counts) in new[] { ("in the method itself", own), ("in it and what it calls", within), ($"stacks with {focus}", stacks) })
        {
            Console.WriteLine($"--- {title}");
            foreach (var (method, count) in counts.OrderByDescending(pair => pair.Value).Take(counts == stacks ? 5 : Lines))
                Console.WriteLine($"{100.0 * count / samples,6:0.0} %  {method}");
        }
    }

    private static IEnumerable<string> Frames(TraceEvent sample)
    {
        for (var at = sample.CallStack(); at is not null; at = at.Caller)
        {
            var name = at.CodeAddress.FullMethodName;
            if (!string.IsNullOrEmpty(name))
                yield return name.Split('(')[0];
        }
    }
}
