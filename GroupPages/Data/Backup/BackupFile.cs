using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace GroupPages.Data.Backup;

/// <summary>
/// A backup: a ZIP with <c>database.dump</c> (for pg_restore), <c>photos/ab/abcd…/large.webp</c>, and last <c>SHA256SUMS</c> as
/// sha256sum writes it. It can be unpacked, checked and restored by hand with these three tools.
/// </summary>
internal static class BackupFile
{
    public const string Dump = "database.dump";

    private const string Sums = "SHA256SUMS";

    /// <summary>Writes a backup piece by piece. What is compressed already is not compressed again.</summary>
    public sealed class Writer(ZipArchive zip)
    {
        private readonly List<string> sums = [];

        public async Task AddAsync(string name, Func<Stream, Task> write, CancellationToken cancel)
        {
            await using var entry = await zip.CreateEntry(name, CompressionLevel.NoCompression).OpenAsync(cancel);
            using var hash = SHA256.Create();
            await using (var hashed = new CryptoStream(entry, hash, CryptoStreamMode.Write, leaveOpen: true))
                await write(hashed);
            sums.Add($"{Convert.ToHexStringLower(hash.Hash!)}  {name}\n");
        }

        public async Task FinishAsync(CancellationToken cancel)
        {
            await using var entry = await zip.CreateEntry(Sums).OpenAsync(cancel);
            await using var text = new StreamWriter(entry);
            foreach (var line in sums)
                await text.WriteAsync(line.AsMemory(), cancel);
        }
    }

    /// <summary>Reads everything and compares it with its sums. Returns how many pieces there are.</summary>
    /// <exception cref="BackupException">Something is missing, changed or more than there should be.</exception>
    public static async Task<int> VerifyAsync(ZipArchive zip, CancellationToken cancel)
    {
        var count = 0;
        await foreach (var (sum, name) in SumsAsync(zip, cancel))
        {
            var entry = zip.GetEntry(name) ?? throw new BackupException($"The backup lacks {name}.");
            await using var piece = await entry.OpenAsync(cancel);
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(piece, cancel)) != sum)
                throw new BackupException($"The backup is damaged: {name} is not what was written.");
            count++;
        }
        if (zip.GetEntry(Dump) is null || zip.Entries.Count != count + 1)
            throw new BackupException("This is no whole backup of GroupPages.");
        return count;
    }

    private static async IAsyncEnumerable<(string Sum, string Name)> SumsAsync(ZipArchive zip, [EnumeratorCancellation] CancellationToken cancel)
    {
        var entry = zip.GetEntry(Sums) ?? throw new BackupException("This is no whole backup of GroupPages: it has no SHA256SUMS.");
        using var text = new StreamReader(await entry.OpenAsync(cancel));
        while (await text.ReadLineAsync(cancel) is { } line)
        {
            if (line.Split("  ", 2) is not [{ Length: 64 } sum, var name])
                throw new BackupException("The backup is damaged: its SHA256SUMS cannot be read.");
            yield return (sum, name);
        }
    }
}
