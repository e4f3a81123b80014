using System.Globalization;

namespace GroupPages.Ops;

/// <summary>How much memory this process may take before the kernel ends it.</summary>
internal static class MemoryLimit
{
    /// <summary>What was set; else the least of what its control groups (a systemd unit, a container) and the machine give.</summary>
    /// <param name="root">The root of the file system that <c>proc</c> and <c>sys</c> are read below.</param>
    /// <returns>Bytes.</returns>
    public static long Of(AlertSettings settings, string root = "/")
    {
        if (settings.MemoryMegabytes > 0)
            return (long)settings.MemoryMegabytes << 20;
        // .NET itself tells its heap's share of a container, or its own hard limit: the working set must be held against the whole.
        var limits = ControlGroups(root).SelectMany(LimitsUpwards).Append(Machine(root)).OfType<long>().Where(limit => limit > 0);
        return limits.DefaultIfEmpty(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes).Min();
    }

    // "0::/system.slice/grouppages.service" is the control group of version 2, "4:memory:/docker/4f2a" of version 1 (cgroups(7)).
    private static IEnumerable<(string Top, string Path, string File)> ControlGroups(string root)
    {
        var mounts = Path.Combine(root, "sys/fs/cgroup");
        foreach (var parts in Lines(Path.Combine(root, "proc/self/cgroup")).Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3))
        {
            if (parts is ["0", "", var unified])
                yield return (mounts, unified, "memory.max");
            else if (parts[1].Split(',').Contains("memory"))
                yield return (Path.Combine(mounts, "memory"), parts[2], "memory.limit_in_bytes");
        }
    }

    // A limit of a parent holds, too. In a container the path may be the host's while the mount shows only what is below:
    // then nothing is found until the top, which is the container's own.
    private static IEnumerable<long?> LimitsUpwards((string Top, string Path, string File) group)
    {
        var names = group.Path.Split('/').Where(name => name is not ("" or "." or "..")).ToArray();
        for (var depth = names.Length; depth >= 0; depth--)
            yield return Number(Lines(Path.Combine([group.Top, .. names[..depth], group.File])).FirstOrDefault());
    }

    // "MemTotal:       16303412 kB"
    private static long? Machine(string root) =>
        Number(Lines(Path.Combine(root, "proc/meminfo")).FirstOrDefault()?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1)) << 10;

    // "max", or a number; without a limit version 1 tells one beyond any machine.
    private static long? Number(string? text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
