using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace GroupPages.Tests.Support;

/// <summary>
/// The program as users run it: a process of its own. A shell stands between, waiting for the end of its standard input,
/// whose other end only the test process holds: however that ends, the program is told to stop, and killed if it does not.
/// </summary>
public sealed class AppProcess : IAsyncDisposable
{
    // The program promises to be gone within 5 s of a TERM (Registration.AddOps); the rest is for a busy machine.
    private const string Guard = """
        trap '' INT
        "$@" </dev/null &
        app=$!
        while read -r line; do :; done
        kill -TERM $app
        turns=0
        while [ $turns -lt 100 ] && kill -0 $app && ! grep -q "^State:.Z" /proc/$app/status; do sleep 0.1; turns=$((turns + 1)); done 2>/dev/null
        kill -KILL $app 2>/dev/null
        wait $app
        """;

    private readonly StringBuilder said = new();
    private readonly Process shell;
    private int isEnded;

    private AppProcess(Uri address, Process shell)
    {
        (Address, this.shell) = (address, shell);
        shell.OutputDataReceived += (_, line) => Hear(line.Data);
        shell.ErrorDataReceived += (_, line) => Hear(line.Data);
        shell.BeginOutputReadLine();
        shell.BeginErrorReadLine();
    }

    public Uri Address { get; }

    /// <summary>What it logged.</summary>
    public string Said
    {
        get
        {
            lock (said)
                return said.ToString();
        }
    }

    /// <summary>The most memory it ever had, in bytes (VmHWM of proc(5)): the program's own, not the shell's.</summary>
    public async Task<long> PeakMemoryAsync()
    {
        var line = (await File.ReadAllLinesAsync($"/proc/{await ProgramAsync()}/status")).Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>How it ended, once it is disposed: 0 when it stopped as told.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Starts the program and waits until it says that it is ready.</summary>
    /// <param name="pooled">Connection string through PgBouncer.</param>
    /// <param name="direct">Connection string past it.</param>
    /// <param name="dataDirectory">Where it keeps its files; a folder of its own by default.</param>
    /// <param name="settings">Other settings of the environment; nobody is let go at the end by default.</param>
    /// <param name="port">Where it listens; somewhere free by default.</param>
    public static async Task<AppProcess> StartAsync(
        string pooled, string direct, string? dataDirectory = null, IReadOnlyDictionary<string, string>? settings = null, int? port = null)
    {
        var address = new Uri($"http://127.0.0.1:{port ?? FreePort.Next()}");
        var start = Describe(address, pooled, direct, dataDirectory);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var app = new AppProcess(address, Process.Start(start)!);
        try
        {
            using var http = new HttpClient { BaseAddress = address };
            await Eventually.TrueAsync(() => IsReadyAsync(http), TimeSpan.FromSeconds(60), "the program must be ready");
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            TestContext.Current.SendDiagnosticMessage("{0}", app.Said);
            throw;
        }
    }

    /// <summary>Kills the program, as a power cut or a lack of memory would.</summary>
    public async Task KillAsync()
    {
        var number = await ProgramAsync();
        using var program = Process.GetProcessById(number);
        program.Kill();
        // Its shell has not asked for its end yet, so that it stays, as a zombie.
        await Eventually.TrueAsync(async () => (await File.ReadAllTextAsync($"/proc/{number}/stat")).Contains(") Z ", StringComparison.Ordinal),
            TimeSpan.FromSeconds(10), "the program must be gone");
    }

    /// <summary>Tells the program to stop and waits for its end; a second time does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isEnded, 1) == 1)
            return;
        shell.StandardInput.Close();
        await shell.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        ExitCode = shell.ExitCode;
        shell.Dispose();
    }

    private static ProcessStartInfo Describe(Uri address, string pooled, string direct, string? dataDirectory)
    {
        // The dotnet this test runs on: its runtime directory is shared/Microsoft.NETCore.App/10.0.x below it.
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        return new ProcessStartInfo("setsid", ["sh", "-c", Guard, "sh", dotnet, Path.Combine(AppContext.BaseDirectory, "GroupPages.dll")])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = address.ToString(),
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ConnectionStrings__Pooled"] = pooled,
                ["ConnectionStrings__Direct"] = direct,
                ["GroupPages__DrainSeconds"] = "0",
                ["GroupPages__DataDirectory"] = dataDirectory ?? Path.Combine(AppContext.BaseDirectory, "data", Guid.NewGuid().ToString("N")),
            },
        };
    }

    private async Task<int> ProgramAsync() =>
        int.Parse((await File.ReadAllTextAsync($"/proc/{shell.Id}/task/{shell.Id}/children")).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Hear(string? line)
    {
        lock (said)
            said.AppendLine(line);
    }
}
