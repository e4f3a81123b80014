namespace GroupPages.Data.Embedded;

/// <summary>The system user PostgreSQL runs as when the app is root, because PostgreSQL refuses to run as root.</summary>
internal sealed record PostgresAccount(string Name, string UserId, string GroupId)
{
    /// <summary>
    /// Chooses the account: null (the app's own) unless the app is root; then the owner of an existing database, else postgres, else
    /// nobody.
    /// </summary>
    /// <exception cref="PostgresStartException">The app is root where no other account can be taken on.</exception>
    public static async Task<PostgresAccount?> ChooseAsync(string database, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess) return null;
        if (!PostgresCommand.Exists("setpriv"))
            throw new PostgresStartException(
                "PostgreSQL does not run as root, and setpriv (of util-linux) to start it as another user was not found. "
                + "Start GroupPages as an ordinary user.");
        return await OwnerAsync(database, cancellationToken) ?? await NamedAsync("postgres", cancellationToken)
            ?? await NamedAsync("nobody", cancellationToken)
            ?? throw new PostgresStartException("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as.");
    }

    /// <summary>The command, run as this account without root's groups.</summary>
    public string[] Wrap(params string[] command) => ["setpriv", $"--reuid={UserId}", $"--regid={GroupId}", "--clear-groups", .. command];

    /// <summary>Whether the account may pass through a directory and all those above it.</summary>
    public async Task<bool> CanEnterAsync(string directory, CancellationToken cancellationToken) =>
        (await PostgresCommand.RunAsync(Wrap("test", "-x", directory), cancellationToken)).ExitCode == 0;

    /// <summary>Gives a directory, with what is in it, to the account.</summary>
    public Task OwnAsync(string directory, CancellationToken cancellationToken) =>
        PostgresCommand.RunOrThrowAsync(["chown", "-R", "-h", $"{UserId}:{GroupId}", directory], cancellationToken);

    // A database an ordinary user made stays that user's: root's start in between must not lock them out.
    private static async Task<PostgresAccount?> OwnerAsync(string database, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(database)) return null;
        var words = (await PostgresCommand.RunOrThrowAsync(["stat", "-L", "-c", "%U %u %g", database], cancellationToken)).Split(' ');
        return words[1] == "0" ? null : new(words[0], words[1], words[2]);
    }

    private static async Task<PostgresAccount?> NamedAsync(string name, CancellationToken cancellationToken)
    {
        var (found, userId) = await PostgresCommand.RunAsync(["id", "-u", name], cancellationToken);
        var (_, groupId) = await PostgresCommand.RunAsync(["id", "-g", name], cancellationToken);
        return found == 0 ? new(name, userId, groupId) : null;
    }
}
