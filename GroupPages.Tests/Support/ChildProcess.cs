using System.Diagnostics;

namespace GroupPages.Tests.Support;

/// <summary>
/// A shell script running as the database user: PostgreSQL and PgBouncer refuse root, so root becomes <c>postgres</c>;
/// anybody else stays who they are. <c>setsid</c> keeps the terminal's Ctrl-C from it.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process process;

    private ChildProcess(Process process) => this.process = process;

    /// <summary>The account that owns the servers and their files.</summary>
    public static string User => Environment.IsPrivilegedProcess ? "postgres" : Environment.UserName;

    public bool HasExited => process.HasExited;

    public static ChildProcess Start(string directory, string script, params IEnumerable<string> arguments) =>
        new(Process.Start(Describe(directory, script, arguments))!);

    /// <summary>Runs a script to its end; a script that fails is an exception with what it said.</summary>
    public static async Task RunAsync(string directory, string script, params IEnumerable<string> arguments)
    {
        var start = Describe(directory, script, arguments);
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"Exit code {process.ExitCode} from:\n{script}\n{said}");
    }

    /// <summary>Sends a signal, e.g. <c>INT</c>, and waits for the end.</summary>
    public async Task StopAsync(string signal)
    {
        if (!process.HasExited) await RunAsync("/", "kill -\"$1\" \"$2\"", signal, $"{process.Id}");
        await EndAsync();
    }

    /// <summary>Closes its standard input, the sign a watchdog waits for, and waits for the end.</summary>
    public async Task HangUpAsync()
    {
        process.StandardInput.Close();
        await EndAsync();
    }

    public Task EndAsync() => process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));

    public void Dispose() => process.Dispose();

    private static ProcessStartInfo Describe(string directory, string script, IEnumerable<string> arguments)
    {
        IEnumerable<string> identity = Environment.IsPrivilegedProcess
            ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", "--"]
            : [];
        // Always a pipe for input: nothing here may read what is typed at the test runner.
        return new ProcessStartInfo("setsid", [.. identity, "sh", "-c", script, "sh", .. arguments])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            Environment = { ["LC_ALL"] = "C" },
        };
    }
}
