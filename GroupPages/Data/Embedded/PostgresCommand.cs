using System.Diagnostics;

namespace GroupPages.Data.Embedded;

/// <summary>Runs the small programs around an embedded PostgreSQL: initdb, setpriv, stat, chown.</summary>
internal static class PostgresCommand
{
    /// <summary>Runs a program to its end; standard output and error come back as one trimmed text.</summary>
    /// <param name="command">The program (a path, or a name on PATH), then its arguments.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(string[] command, CancellationToken cancellationToken)
    {
        using var process = Process.Start(Describe(command, captured: true))!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, (await output + await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>As <see cref="RunAsync"/>, but anything other than success is a <see cref="PostgresStartException"/>.</summary>
    public static async Task<string> RunOrThrowAsync(string[] command, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await RunAsync(command, cancellationToken);
        return exitCode == 0
            ? output
            : throw new PostgresStartException($"{string.Join(' ', command)} ended with {exitCode}: {output}");
    }

    /// <summary>How to start a program so that the surroundings of the app do not change what it does.</summary>
    public static ProcessStartInfo Describe(string[] command, bool captured)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            // The account it runs as may not enter the app's directory, and PostgreSQL before 16 stops when it cannot read where it is.
            WorkingDirectory = "/",
            RedirectStandardOutput = captured,
            RedirectStandardError = captured,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        // English messages, because some are matched; and on a Mac an unset locale makes PostgreSQL multithreaded, which it refuses.
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    /// <summary>Whether a program of this name is on PATH.</summary>
    public static bool Exists(string name) => SearchPath().Any(directory => File.Exists(Path.Combine(directory, name)));

    /// <summary>The directories of PATH, with those of the system's own tools, which an ordinary user's PATH may lack.</summary>
    public static IEnumerable<string> SearchPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Concat(["/usr/bin", "/bin"]);
}
