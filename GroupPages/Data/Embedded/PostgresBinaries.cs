namespace GroupPages.Data.Embedded;

/// <summary>The directory with PostgreSQL's programs <c>initdb</c> and <c>postgres</c>.</summary>
internal sealed record PostgresBinaries(string Directory)
{
    private const string Advice =
        "Install it (Debian, Ubuntu: apt-get install postgresql; Fedora: dnf install postgresql-server; Mac: brew install postgresql@17), "
        + "name the directory of initdb in PG_BIN, or set ConnectionStrings__Pooled and ConnectionStrings__Direct to a server of your own.";

    public string Initdb => Path.Combine(Directory, "initdb");

    public string Postgres => Path.Combine(Directory, "postgres");

    /// <summary>
    /// Finds the programs: in PG_BIN alone when that is set; else where pg_config says, where Debian, Fedora and Homebrew put them
    /// (newest first), and on PATH.
    /// </summary>
    /// <param name="major">The version an existing database needs, such as "15"; null takes the first found.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="PostgresNotFoundException">There is none, or none of that version.</exception>
    public static async Task<PostgresBinaries> FindAsync(string? major, CancellationToken cancellationToken)
    {
        var candidates = await CandidatesAsync(cancellationToken);
        if (candidates.Count == 0) throw new PostgresNotFoundException($"PostgreSQL was not found. {Advice}");
        if (major is null) return candidates[0];
        foreach (var candidate in candidates)
            if (await candidate.MajorAsync(cancellationToken) == major) return candidate;
        var others = string.Join(", ", candidates.Select(candidate => candidate.Directory));
        throw new PostgresNotFoundException(
            $"The database was made by PostgreSQL {major}, which was not found (only {others}). "
            + "Another version cannot read its files: install that one beside it, or move the data with pg_dump.");
    }

    /// <summary>Where programs of PostgreSQL may be, newest first: in PG_BIN alone when that is set.</summary>
    public static IEnumerable<string> Directories() =>
        Environment.GetEnvironmentVariable("PG_BIN") is { Length: > 0 } chosen ? [chosen] : [.. Installed(), .. PostgresCommand.SearchPath()];

    private static async Task<List<PostgresBinaries>> CandidatesAsync(CancellationToken cancellationToken)
    {
        IEnumerable<string> directories = Environment.GetEnvironmentVariable("PG_BIN") is { Length: > 0 } chosen
            ? [chosen]
            : [.. await FromPgConfigAsync(cancellationToken), .. Installed(), .. PostgresCommand.SearchPath()];
        return [.. directories.Select(directory => new PostgresBinaries(directory)).Where(found => found.IsComplete).Distinct()];
    }

    private bool IsComplete => File.Exists(Initdb) && File.Exists(Postgres);

    // The client library's pg_config is often there without a server; IsComplete sorts that out.
    private static async Task<IEnumerable<string>> FromPgConfigAsync(CancellationToken cancellationToken)
    {
        if (!PostgresCommand.Exists("pg_config")) return [];
        var (exitCode, output) = await PostgresCommand.RunAsync(["pg_config", "--bindir"], cancellationToken);
        return exitCode == 0 ? [output] : [];
    }

    private static IEnumerable<string> Installed() =>
        new[]
        {
            (Root: "/usr/lib/postgresql", Pattern: "*"),
            (Root: "/usr", Pattern: "pgsql-*"),
            (Root: "/opt/homebrew/opt", Pattern: "postgresql*"),
            (Root: "/usr/local/opt", Pattern: "postgresql*"),
        }
        .Where(place => System.IO.Directory.Exists(place.Root))
        .SelectMany(place => System.IO.Directory.GetDirectories(place.Root, place.Pattern).OrderByDescending(VersionIn))
        .Select(directory => Path.Combine(directory, "bin"));

    private static int VersionIn(string directory) =>
        int.TryParse(string.Concat(Path.GetFileName(directory).Where(char.IsAsciiDigit)), out var version) ? version : 0;

    // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"
    private async Task<string?> MajorAsync(CancellationToken cancellationToken)
    {
        var (_, output) = await PostgresCommand.RunAsync([Postgres, "--version"], cancellationToken);
        var version = output.Split(' ').FirstOrDefault(word => word.Length > 0 && char.IsAsciiDigit(word[0]));
        return version is null ? null : string.Concat(version.TakeWhile(char.IsAsciiDigit));
    }
}
