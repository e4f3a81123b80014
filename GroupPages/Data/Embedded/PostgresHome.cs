using System.Security.Cryptography;
using System.Text;

namespace GroupPages.Data.Embedded;

/// <summary>Where the embedded PostgreSQL keeps its files and its socket, and as whom it runs.</summary>
/// <param name="Database">The directory of the database's files, absolute, links resolved; need not exist yet.</param>
/// <param name="SocketDirectory">The directory of the Unix socket, open to its owner alone.</param>
/// <param name="Log">The file PostgreSQL's standard error goes to.</param>
/// <param name="Account">The account it runs as; null is the app's own.</param>
internal sealed record PostgresHome(string Database, string SocketDirectory, string Log, PostgresAccount? Account)
{
    // sockaddr_un holds 104 bytes on a Mac (108 on Linux) with the closing zero; "/.s.PGSQL.5432" takes 14 of them.
    private const int LongestSocketDirectory = 104 - 1 - 14;

    private const string Aside = "/var/lib/grouppages";

    /// <summary>The major version of the database's files, such as "15"; null before initdb.</summary>
    public string? Version => VersionOf(Database);

    /// <summary>The command, run as the account PostgreSQL runs as.</summary>
    public string[] AsAccount(params string[] command) => Account?.Wrap(command) ?? command;

    /// <summary>The path of the database's files: <c>postgres</c> in the data directory, or where that points to.</summary>
    public static string DatabaseIn(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, "postgres");
        return new DirectoryInfo(path).LinkTarget is { } target ? Path.GetFullPath(target, dataDirectory) : path;
    }

    /// <summary>Where the PostgreSQL that runs on a database listens; null when none is ready, or this account may not look.</summary>
    public static string? SocketOfRunning(string database)
    {
        try
        {
            // Line 5 is the socket directory, line 8 how far it is (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_*).
            var lines = File.ReadAllLines(Path.Combine(database, "postmaster.pid"));
            return lines.Length > 7 && lines[7].Trim() == "ready" ? lines[4] : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Chooses the places. The caller holds the data directory's lock.</summary>
    /// <exception cref="PostgresStartException">A database is there which this account cannot reach or read.</exception>
    public static async Task<PostgresHome> ChooseAsync(string dataDirectory, ILogger logger, CancellationToken cancellationToken)
    {
        var account = await PostgresAccount.ChooseAsync(DatabaseIn(dataDirectory), cancellationToken);
        var reachable = account is null || await account.CanEnterAsync(dataDirectory, cancellationToken);
        var inside = Path.Combine(dataDirectory, "postgres");
        if (!reachable && DatabaseIn(dataDirectory) == inside && !Directory.Exists(inside)) LinkAside(dataDirectory, account!, logger);
        var database = DatabaseIn(dataDirectory);
        var parent = Path.GetDirectoryName(database)!;
        if (!Directory.Exists(parent))
            throw new PostgresStartException($"{dataDirectory}/postgres points to {database}, and {parent} is not there.");
        if (account is not null && !await account.CanEnterAsync(parent, cancellationToken))
            throw new PostgresStartException(
                $"PostgreSQL does not run as root, and the user {account.Name} cannot reach the database in {database}: "
                + "a directory above it is closed to that user.");
        if (Directory.Exists(database) && VersionOf(database) is null) RemoveEmpty(database);

        return new(database, SocketPlace(dataDirectory, account, reachable), Path.Combine(dataDirectory, "postgres.log"), account);
    }

    /// <summary>Makes the socket's directory, empty, and gives the account what it needs. Nothing of an earlier run lives now.</summary>
    public async Task MakeReadyAsync(CancellationToken cancellationToken)
    {
        UnixFiles.CreatePrivateDirectory(SocketDirectory);
        // Emptied, not made anew: under /tmp the name is known now, and must at no moment be free.
        foreach (var file in Directory.GetFiles(SocketDirectory)) File.Delete(file);
        RemoveUnfinished();
        if (Account is null) return;
        await Account.OwnAsync(SocketDirectory, cancellationToken);
        if (Version is not null) await Account.OwnAsync(Database, cancellationToken);
    }

    // What an initdb that was cut off has left, as far as it lets itself be removed.
    private void RemoveUnfinished()
    {
        foreach (var left in Directory.GetDirectories(Path.GetDirectoryName(Database)!, Path.GetFileName(Database) + ".new-*"))
        {
            try
            {
                Directory.Delete(left, recursive: true);
            }
            catch (IOException)
            {
                // Still written to; the next start finds it.
            }
        }
    }

    // A clone below /root: no other user gets in there. The link says which database belongs to this data directory, so that removing
    // the data directory starts afresh (under the next free number) and moving it keeps the data.
    private static void LinkAside(string dataDirectory, PostgresAccount account, ILogger logger)
    {
        var place = Enumerable.Range(1, int.MaxValue)
            .Select(number => Path.Combine(AsideFor(dataDirectory), $"postgres-{number}"))
            .First(path => !Path.Exists(path));
        MakeAside(dataDirectory);
        File.CreateSymbolicLink(Path.Combine(dataDirectory, "postgres"), place);
        logger.LogInformation("{DataDirectory} is closed to the user {User}, so the database goes to {Place}",
            dataDirectory, account.Name, place);
    }

    // Below a root the place is under /var/lib, which only root can write to. Otherwise it is a fresh directory under /tmp with a name
    // nobody can guess: a fixed name there could be taken beforehand by another user, who would then own our socket.
    private static string SocketPlace(string dataDirectory, PostgresAccount? account, bool reachable)
    {
        var beside = Path.Combine(dataDirectory, "postgres-socket");
        if (reachable && IsFitForSocket(beside)) return beside;
        if (account is not null) return Path.Combine(MakeAside(dataDirectory), "postgres-socket");
        var fresh = Directory.CreateTempSubdirectory(PostgresLeftovers.TemporaryPrefix).FullName;
        return IsFitForSocket(fresh)
            ? fresh
            : throw new PostgresStartException($"No place for PostgreSQL's socket: {fresh} is too long. Set TMPDIR to a shorter path.");
    }

    // Commas and colons mean something in a connection string's Host, quotes and commas in unix_socket_directories.
    private static bool IsFitForSocket(string directory) =>
        directory.Length <= LongestSocketDirectory && directory.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-');

    private static string AsideFor(string dataDirectory) =>
        Path.Combine(Aside, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataDirectory)))[..16]);

    private static string MakeAside(string dataDirectory)
    {
        var place = AsideFor(dataDirectory);
        // PostgreSQL's account must get through. What lies in there is open to its owner alone.
        UnixFiles.CreatePassage(Aside);
        UnixFiles.CreatePassage(place);
        return place;
    }

    private static string? VersionOf(string database)
    {
        var file = Path.Combine(database, "PG_VERSION");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    private static void RemoveEmpty(string database)
    {
        try
        {
            Directory.Delete(database, recursive: false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PostgresStartException(
                $"{database} is not a database this user can read. Move it away, or start GroupPages as its owner.");
        }
    }
}
