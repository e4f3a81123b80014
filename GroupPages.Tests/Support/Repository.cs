namespace GroupPages.Tests.Support;

/// <summary>The files of this repository, for tests of those that are no code.</summary>
public static class Repository
{
    /// <summary>The directory that the solution is in.</summary>
    public static string Root { get; } = Find();

    /// <summary>What a file says.</summary>
    public static string Text(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    private static string Find()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "GroupPages.sln")))
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("GroupPages.sln is nowhere above");
        return directory;
    }
}
