using System.Collections.Frozen;
using System.Reflection;

namespace GroupPages.Access;

/// <summary>
/// The passwords that are tried first. The list is that of zxcvbn (MIT licence): some 30,000 by how often they were found in
/// leaks, commonest first; 11,600 of them are long enough to be chosen here at all.
/// </summary>
/// <remarks>Read from the package's own assembly when somebody first chooses a password: most processes never need it.</remarks>
public static class CommonPasswords
{
    private const string Assembly = "zxcvbn-core", Resource = "zxcvbn-core.Dictionaries.passwords.lst";

    private static readonly Lazy<FrozenSet<string>> All = new(Read);

    /// <summary>How many there are.</summary>
    public static int Count => All.Value.Count;

    /// <summary>True for a password of the list, in whatever case.</summary>
    public static bool Contain(string password) => All.Value.Contains(password.ToLowerInvariant());

    private static FrozenSet<string> Read()
    {
        using var stream = System.Reflection.Assembly.Load(new AssemblyName(Assembly)).GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Assembly} has no {Resource}.");
        using var lines = new StreamReader(stream);
        HashSet<string> read = new(StringComparer.Ordinal);
        while (lines.ReadLine() is { } line)
        {
            if (line.Length >= PasswordRules.Shortest)
                read.Add(line.Trim().ToLowerInvariant());
        }
        return read.ToFrozenSet(StringComparer.Ordinal);
    }
}
