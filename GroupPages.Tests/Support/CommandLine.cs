using System.Diagnostics;

namespace GroupPages.Tests.Support;

/// <summary>What the program said and how it ended.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Errors);

/// <summary>Runs the built program's commands, such as <c>admin</c>, as a process of their own.</summary>
public static class CommandLine
{
    /// <summary>Runs a command against a site's database.</summary>
    public static async Task<CommandResult> RunAsync(TestSite site, TestCluster cluster, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "GroupPages.dll");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ConnectionStrings__Pooled"] = cluster.Pooled(site.Database),
                ["ConnectionStrings__Direct"] = cluster.Direct(site.Database),
                ["GroupPages__PublicUrl"] = site.Address.GetLeftPart(UriPartial.Authority),
            },
        };
        using var process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return new(process.ExitCode, await output, await errors);
    }
}
