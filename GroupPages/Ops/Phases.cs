namespace GroupPages.Ops;

/// <summary>A size of servers that one can rent, and what the plan for it says.</summary>
/// <param name="Number">1 to 4.</param>
/// <param name="LargestMaxConnections">A database with more than these <c>max_connections</c> belongs to a later phase.</param>
/// <param name="Groups">How many groups it was planned for.</param>
/// <param name="People">How many people at once it was planned for.</param>
/// <param name="Servers">What is rented.</param>
/// <param name="Pool">Pooled connections of the limit.</param>
/// <param name="Monthly">US dollars.</param>
/// <param name="Buys">What moving up to it changes.</param>
public sealed record Phase(
    int Number, int LargestMaxConnections, string Groups, string People, string Servers, string Pool, string Monthly, string Buys);

/// <summary>The phases, their prices, and what the first holds: every figure that is not read from the running site.</summary>
public static class Phases
{
    /// <summary>
    /// Where the three figures below are measured and how: all three were reached. Whoever measures others
    /// writes them here, and nowhere else.
    /// </summary>
    public const string Source = "docs/performance.md";

    /// <summary>People at once on phase 1, chat open, everybody reading and writing (PRODUCT.md section 7).</summary>
    public const int PeopleAtOnce = 3_000;

    /// <summary>Streams that one process keeps open in <see cref="ProcessMegabytes"/> (PRODUCT.md section 7).</summary>
    public const int StreamsPerProcess = 10_000;

    /// <summary>Memory of one process on phase 1 (PRODUCT.md section 7).</summary>
    public const int ProcessMegabytes = 512;

    /// <summary>What all phases hold at least: phase 1 is what is measured, and the others have more of everything.</summary>
    public static string Holds { get; } = FormattableString.Invariant(
        $"Phase 1 holds {PeopleAtOnce:N0} people at once, and one process {StreamsPerProcess:N0} open streams in {ProcessMegabytes} MB ({Source}).");

    /// <summary>In the order one grows through them.</summary>
    public static IReadOnlyList<Phase> All { get; } =
    [
        new(1, 25, "1-2", "20-30 by the old app", "1 vCPU, 1 GB", "18 of 22", "$15", ""),
        new(2, 60, "5-10", "100-150", "2 vCPU, 2 GB", "50-55 of 60", "$70",
            "A second core and a second gigabyte for the database."),
        // Managed databases of this size say 97; a PostgreSQL as installed says 100.
        new(3, 100, "50+", "500-1,000", "2 vCPU, 4 GB, several app and chat instances, Redis, CDN", "85-90 of 97", "$200-500",
            "A core for each instance of the app, and twice the memory for the database. Its cores stay two. "
            + "Redis is not needed: PostgreSQL tells the instances of each other's news."),
        new(4, int.MaxValue, "100+", "5,000+", "dedicated cluster, autoscaling", "-", "$1,000+",
            "Cores of its own for the database, and instances of the app that come and go with the crowd."),
    ];

    /// <summary>The phase that a database belongs to, judged by its <c>max_connections</c>: the one figure that providers set by size.</summary>
    public static Phase Of(int maxConnections) => All.First(phase => maxConnections <= phase.LargestMaxConnections);

    /// <summary>The phase after this one; null after the last.</summary>
    public static Phase? After(Phase phase) => All.FirstOrDefault(other => other.Number == phase.Number + 1);

    /// <summary>What moving up buys, and when it is worth its price.</summary>
    public static string NextStep(Phase phase)
    {
        if (After(phase) is not { } next)
            return "There is no further phase: this is a server of your own.";
        // Every phase's plan counts connections; measured, they are what runs out last.
        var limit = phase.Number == 1
            ? "Connections are not the limit here: the database's one core and the app's one core are."
            : "Connections are not the limit here: the cores of the database and of the app are.";
        return $"Phase {next.Number}, {next.Monthly} a month ({next.Servers}): {next.Buys} {limit} "
            + "Move up when one of them is busy most of the time, not for the number of connections.";
    }
}
