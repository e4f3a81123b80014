using GroupPages.Load;
using GroupPages.Load.Baselines;
using GroupPages.Load.Probes;
using GroupPages.Load.Reports;

// Started by e2e/load/run, which sets up the tier and says where it is.
return args switch
{
    ["serve-bytes", var file, var port] => await ServeBytes.RunAsync(file, int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)),
    ["write-frames", var port] => WriteFrames.Run(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)),
    ["profile", var process, var seconds] => await Profile.RunAsync(int.Parse(process, System.Globalization.CultureInfo.InvariantCulture), int.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture)),
    ["free-port"] => FreePort.Print(),
    ["pgbench", var name, var output, var directory] => PgbenchResult.Write(name, output, directory),
    ["report", var directory] => HtmlReport.Write(directory),
    [var scenario, .. var options] when Bench.Knows(scenario) => new Bench(scenario, new Options(options)).Run(),
    _ => Bench.Explain(),
};
