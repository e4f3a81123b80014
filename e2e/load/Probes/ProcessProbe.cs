using System.Globalization;

namespace GroupPages.Load.Probes;

/// <summary>CPU time and resident memory of a process, or of one with all its children, from /proc.</summary>
internal sealed class ProcessProbe(int process, bool withChildren = false)
{
    // USER_HZ is 100 on every Linux .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Seconds of CPU used since its start, those of children that ended included.</summary>
    public double CpuSeconds()
    {
        var seconds = Cpu(process, withEnded: withChildren);
        foreach (var child in Everyone()[1..])
            seconds += Cpu(child, withEnded: false);
        return seconds;
    }

    /// <summary>Resident memory now, in MB.</summary>
    public double ResidentMb() => Everyone().Sum(id => Status(id, "VmRSS:"));

    /// <summary>Resident memory at its highest, in MB.</summary>
    public double PeakResidentMb() => Everyone().Sum(id => Status(id, "VmHWM:"));

    /// <summary>The process and its children.</summary>
    public int[] Everyone() => withChildren ? [process, .. Children()] : [process];

    private IEnumerable<int> Children()
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(id => int.Parse(id, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static double Cpu(int id, bool withEnded)
    {
        try
        {
            // The name, in brackets, may hold spaces; the fields after it do not (proc(5)).
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = fields[11..(withEnded ? 15 : 13)].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
            return ticks / TicksPerSecond;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static double Status(int id, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[name.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture) / 1024.0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
