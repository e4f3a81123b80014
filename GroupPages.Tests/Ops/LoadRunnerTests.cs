using System.Diagnostics;
using System.Text.Json;
using AngleSharp.Html.Parser;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary>The load runner's own promises, without a load (e2e/load).</summary>
public sealed class LoadRunnerTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));

    private static readonly string Program = Path.Combine(
        Root, "e2e/load", Path.GetRelativePath(Path.Combine(Root, "GroupPages.Tests"), AppContext.BaseDirectory), "GroupPages.Load.dll");

    // One line of what a run leaves behind, with a name that wants to be markup.
    private const string Result = """
        {"scenario":"qr","target":"app","at":"2026-11-23T12:00:00+00:00","options":{"name":"<script src=x>"},"runs":1,
         "rows":[{"kind":"join","count":50,"errors":0,"p50":1.5,"p95":3,"p99":4,"max":5}],"figures":{"app CPU, % of a core":12.5},"errors":{},
         "timeline":[{"at":0,"serverCpu":1,"postgresCpu":2,"pgBouncerCpu":3,"runnerCpu":4,"residentMb":100,"inUse":1,"waiting":0,"pooled":2,"listening":1,
           "backends":3,"requests":10,"deliveries":20,"errors":0},{"at":1,"serverCpu":1,"postgresCpu":2,"pgBouncerCpu":3,"runnerCpu":4,"residentMb":100,
           "inUse":1,"waiting":0,"pooled":2,"listening":1,"backends":3,"requests":10,"deliveries":20,"errors":0}]}
        """;

    [Fact]
    public async Task The_report_is_one_page_that_needs_nothing_beside_it_and_ratios_any_program_can_read()
    {
        var directory = Directory.CreateTempSubdirectory("grouppages-report-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "qr.app.json"), Result);
            Assert.Equal(0, (await RunAsync("dotnet", Program, "report", directory.FullName)).ExitCode);
            var text = await File.ReadAllTextAsync(Path.Combine(directory.FullName, "report.html"));
            var page = new HtmlParser().ParseDocument(text);
            Assert.NotEmpty(page.QuerySelectorAll("svg polyline"));
            Assert.Empty(page.QuerySelectorAll("script, link, img, iframe, [src], [href]"));
            Assert.DoesNotContain("url(", text, StringComparison.Ordinal);
            Assert.DoesNotContain("@import", text, StringComparison.Ordinal);
            using var ratios = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(directory.FullName, "ratios.json")));
            Assert.Equal(JsonValueKind.Array, ratios.RootElement.ValueKind);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Its_help_names_every_scenario_it_knows()
    {
        var known = (await RunAsync("dotnet", Program)).Errors.Split("Scenarios: ")[1].Split('.')[0].Split(", ");
        var help = await RunAsync("bash", Path.Combine(Root, "e2e/load/run"), "--help");
        Assert.Equal(0, help.ExitCode);
        Assert.All(known, scenario => Assert.Contains($"\n  {scenario} ", help.Output, StringComparison.Ordinal));
    }

    private static async Task<CommandResult> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return new(process.ExitCode, await output, await errors);
    }
}
