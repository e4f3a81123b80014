using System.Globalization;

namespace GroupPages.Load;

/// <summary>Where the script <c>run</c> has put everything (environment <c>LOAD_*</c>).</summary>
internal sealed class Tier
{
    /// <summary>The port of the server under test on 127.0.0.1: the app's, or a baseline's.</summary>
    public int Port { get; } = Number("LOAD_PORT");

    /// <summary>The process of the server under test.</summary>
    public int Server { get; } = Number("LOAD_SERVER_PID");

    public int Postgres { get; } = Number("LOAD_POSTGRES_PID");

    public int PgBouncer { get; } = Number("LOAD_PGBOUNCER_PID");

    public int PostgresPort { get; } = Number("LOAD_POSTGRES_PORT");

    public int PgBouncerPort { get; } = Number("LOAD_PGBOUNCER_PORT");

    /// <summary>The published app, for its command <c>seed</c>.</summary>
    public string App { get; } = Text("LOAD_APP");

    /// <summary>Where the processes behind the proxy are noted: a file for each, named by its port.</summary>
    public static string Instances => Text("LOAD_INSTANCES");

    /// <summary>Where results go.</summary>
    public string Output { get; } = Text("LOAD_OUT");

    private static int Number(string name) => int.Parse(Text(name), CultureInfo.InvariantCulture);

    private static string Text(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set. Start this through e2e/load/run.");
}
