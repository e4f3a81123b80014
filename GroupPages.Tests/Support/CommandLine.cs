using System.Diagnostics;

namespace GroupPages.Tests.Support;

/// <summary>What the program said and how it ended.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Errors);

/// <summary>Runs the built program's commands, such as <c>admin</c>, as a process of their own.</summary>
public static class CommandLine
{
    /// <summary>Runs a command against a site's database.</summary>
    public static Task<CommandResult> RunAsync(TestSite site, TestCluster cluster, params string[] arguments) => RunAsync(
        new()
        {
            ["ConnectionStrings__Pooled"] = cluster.Pooled(site.Database),
            ["ConnectionStrings__Direct"] = cluster.Direct(site.Database),
            ["GroupPages__PublicUrl"] = site.Address.GetLeftPart(UriPartial.Authority),
        },
        arguments);

    /// <summary>Runs a command with settings of the environment, such as <c>ConnectionStrings__Pooled</c>.</summary>
    public static async Task<CommandResult> RunAsync(Dictionary<string, string> settings, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "GroupPages.dll");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return new(process.ExitCode, await output, await errors);
    }
}
