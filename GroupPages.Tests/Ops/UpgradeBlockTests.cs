using System.Diagnostics;
using System.Text.RegularExpressions;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary>The block of docs/operations.md that upgrades: pasted into a shell, with commands that only say that they were called.</summary>
public sealed partial class UpgradeBlockTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("upgrade-block").FullName;

    public UpgradeBlockTests()
    {
        foreach (var command in new[] { "git", "grouppages", "dotnet", "ln", "systemctl", "curl", "sleep" })
        {
            var file = Path.Combine(root, command);
            File.WriteAllText(file, $"#!/bin/sh\necho \"{command} $1\"\n[ \"{command} $1\" != \"$FAILS\" ]\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("git pull", "git pull")]
    [InlineData("grouppages backup", "grouppages backup")]
    [InlineData("dotnet publish", "dotnet publish")]
    [InlineData("ln -sfn", "ln -sfn")]
    [InlineData("systemctl restart", "systemctl restart")]
    [InlineData("curl -fsS", "curl -fsS")]
    [InlineData("", "upgraded")]
    [InlineData("systemctl is-enabled", "upgraded")]
    public async Task It_stops_at_the_step_that_fails_and_leaves_the_shell_open(string fails, string last)
    {
        var lines = await PasteAsync(fails);
        Assert.Equal("still here", lines[^1]);
        Assert.Equal(last, lines[^2]);
        if (last == "upgraded")
            Assert.Equal(fails.Length == 0 ? 2 : 0, lines.Count(line => line == "systemctl restart"));
        else
            Assert.Single(lines, line => line == fails);
    }

    private async Task<string[]> PasteAsync(string fails)
    {
        var manual = Repository.Text("docs", "operations.md");
        var block = Block().Match(manual, manual.IndexOf("## Upgrades", StringComparison.Ordinal)).Groups[1].Value;
        var start = new ProcessStartInfo("bash", ["--norc"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        (start.Environment["PATH"], start.Environment["FAILS"]) = ($"{root}:{Environment.GetEnvironmentVariable("PATH")}", fails);
        using var shell = Process.Start(start)!;
        await shell.StandardInput.WriteAsync(block.Replace("cd /usr/src/grouppages", $"cd '{root}'", StringComparison.Ordinal) + "\necho still here\n");
        shell.StandardInput.Close();
        var said = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"```sh\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
