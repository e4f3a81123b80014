namespace GroupPages.Data.Embedded;

/// <summary>Files and directories whose permissions matter. Windows has none of these, and no embedded PostgreSQL.</summary>
internal static class UnixFiles
{
    private const UnixFileMode OwnerReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerAll = OwnerReadWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersEnter =
        UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const string Refusal = "The embedded PostgreSQL needs Linux or a Mac.";

    /// <summary>Makes a directory only its owner can enter (0700); one that exists is left as it is.</summary>
    public static void CreatePrivateDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException(Refusal);
        Directory.CreateDirectory(path, OwnerAll);
    }

    /// <summary>Makes a directory everybody can pass through (0755), whatever the umask.</summary>
    public static void CreatePassage(string path)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException(Refusal);
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, OwnerAll | OthersEnter);
    }

    /// <summary>Opens a file for writing; one that is new can only be read by its owner (0600).</summary>
    public static FileStream OpenPrivate(string path, FileShare share)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException(Refusal);
        return new(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = share,
            UnixCreateMode = OwnerReadWrite,
        });
    }
}
