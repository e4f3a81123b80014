using System.Globalization;

namespace GroupPages.Ops;

/// <summary>The database at one moment, as one statement saw it.</summary>
/// <param name="MaxConnections">The server's setting.</param>
/// <param name="ReservedConnections">Those kept from ordinary roles.</param>
/// <param name="PoolLimit">How many this program's pool may open.</param>
/// <param name="PoolOpen">Connections of the pools of all processes, idle ones among them.</param>
/// <param name="PoolBusy">Those of them that run a statement or hold a transaction; the one asking is one of them.</param>
/// <param name="OwnConnections">All of our role: pools, listeners, migrations.</param>
/// <param name="AllConnections">All of all roles and databases.</param>
/// <param name="CacheBytes"><c>shared_buffers</c>.</param>
/// <param name="Members">Members and leaders; who waits in a lobby is none.</param>
/// <param name="SessionsToday">Sessions seen within 24 hours.</param>
/// <param name="LargestGroup">Members of the largest group.</param>
public sealed record DatabaseFigures(
    string ServerVersion, int MaxConnections, int ReservedConnections, int PoolLimit, long PoolOpen, long PoolBusy, long OwnConnections,
    long AllConnections, long CacheBytes, long SizeBytes, long Groups, long Users, long Members, long SessionsToday, long LargestGroup)
{
    /// <summary>What an ordinary role may open.</summary>
    public int UsableConnections => MaxConnections - ReservedConnections;
}

/// <summary>One name and its words, such as <c>Uptime</c> and <c>3 h</c>.</summary>
public sealed record Fact(string Name, string Words);

/// <summary>Which tier this is and how full it is now; the same for the page and the command line.</summary>
/// <param name="Process">The process that serves; null on the command line, which is another.</param>
public sealed record CapacityReport(DatabaseFigures Database, ProcessFigures? Process)
{
    public Phase Phase { get; } = Phases.Of(Database.MaxConnections);

    public string Tier => string.Create(CultureInfo.InvariantCulture,
        $"Phase {Phase.Number}: {Phase.Servers} (told by the database's {Database.MaxConnections:N0} connections).");

    public string NextStep => Phases.NextStep(Phase);

    /// <summary>
    /// What can run full. Not the open connections as such: the pool keeps its own open on purpose, so a warm site of phase 1
    /// has 19 of 21 and is well. What counts is the pool's work, and what others take of the few it leaves free.
    /// </summary>
    public IEnumerable<Gauge> Gauges =>
    [
        new("Pooled connections at work", Database.PoolBusy, Database.PoolLimit),
        new("Connections beside the pool", Database.AllConnections - Database.PoolOpen, Math.Max(0, Database.UsableConnections - Database.PoolLimit)),
        .. Process?.Gauges ?? [],
    ];

    /// <summary>What is in it, without a limit.</summary>
    public IEnumerable<Fact> Facts =>
    [
        new("Groups", Invariant($"{Database.Groups:N0}, the largest with {Count(Database.LargestGroup, "member")}")),
        new("People", Invariant($"{Database.Users:N0}, with {Count(Database.Members, "membership")}")),
        new("Seen in the last day", Count(Database.SessionsToday, "session")),
        new("Connections open", Invariant($"{Database.AllConnections:N0} of {Database.UsableConnections:N0} (ours {Database.OwnConnections:N0}, in the pool {Database.PoolOpen:N0})")),
        new("Database", Invariant($"PostgreSQL {Database.ServerVersion}, {Megabytes(Database.SizeBytes)} ")
            + (Database.SizeBytes <= Database.CacheBytes ? "within" : "with") + Invariant($" {Megabytes(Database.CacheBytes)} of cache")),
        .. Process?.Facts ?? [],
    ];

    internal static string Count(long number, string noun) => Invariant($"{number:N0} {noun}{(number == 1 ? "" : "s")}");

    private static string Megabytes(long bytes) => Invariant($"{Math.Max(1, bytes >> 20):N0} MB");

    private static string Invariant(FormattableString words) => FormattableString.Invariant(words);
}
