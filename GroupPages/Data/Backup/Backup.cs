using System.IO.Compression;
using GroupPages.Media;
using Npgsql;

namespace GroupPages.Data.Backup;

/// <summary><c>GroupPages backup FILE</c> and <c>restore FILE</c>: the database and the photos in one file, while the site runs.</summary>
internal sealed class Backup(string direct, PhotoStores stores)
{
    private readonly PostgresTools tools = new(direct);

    /// <summary>
    /// Writes everything to a file that is not there yet, reads it back and compares it. The database is as of one moment; the
    /// photos are read after it, and each was stored before the row that names it, so none of them is missing.
    /// </summary>
    /// <returns>How many photos' files are in it.</returns>
    public async Task<int> WriteAsync(string path, CancellationToken cancel)
    {
        if (File.Exists(path))
            throw new BackupException($"{path} is there already. A backup never overwrites one.");
        var partial = $"{path}.partial";
        // Names, messages, hashes of passwords: for its owner's eyes.
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            int count;
            await using (var file = new FileStream(partial, options))
            {
                await using (var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancel))
                    await WriteAsync(new BackupFile.Writer(zip), cancel);
                file.Flush(flushToDisk: true);
                file.Position = 0;
                await using var written = await ZipArchive.CreateAsync(file, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancel);
                count = await BackupFile.VerifyAsync(written, cancel) - 1;
            }
            File.Move(partial, path);
            return count;
        }
        catch
        {
            // Half a backup is good for nothing, and one a night would fill the disk that failed it.
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>
    /// Fills an empty database and the photo store. Everything is checked before anything is touched, the photos come first and
    /// the database last and in one piece: broken off at any moment it is simply run again.
    /// </summary>
    /// <returns>How many photos were restored.</returns>
    public async Task<int> ReadAsync(string path, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        await using var zip = await OpenAsync(file, cancel);
        await RefuseFilledAsync(cancel);
        var photos = 0;
        foreach (var photo in zip.Entries.Where(entry => entry.FullName.StartsWith("photos/", StringComparison.Ordinal)).GroupBy(KeyOf))
        {
            List<(string, byte[])> sizes = [];
            foreach (var one in photo)
                sizes.Add(await ReadAsync(one, cancel));
            await stores.Current.SaveAsync(photo.Key, sizes, cancel);
            photos++;
        }
        await using var dump = await zip.GetEntry(BackupFile.Dump)!.OpenAsync(cancel);
        await tools.RestoreAsync(dump, cancel);
        return photos;
    }

    private async Task WriteAsync(BackupFile.Writer to, CancellationToken cancel)
    {
        await to.AddAsync(BackupFile.Dump, stream => tools.DumpAsync(stream, cancel), cancel);
        HashSet<string> written = [];
        foreach (var store in new[] { stores.Current, stores.Other }.OfType<IPhotoStore>())
        {
            await foreach (var key in store.KeysBeforeAsync(DateTimeOffset.MaxValue, cancel).Where(written.Add))
            {
                foreach (var (size, _) in PhotoSizes.All)
                {
                    // What the cleaner takes away meanwhile, nobody was to see any more.
                    if (await PhotoMove.ReadAsync(store, key, size, cancel) is { } bytes)
                        await to.AddAsync($"photos/{key[..2]}/{key}/{size}.webp", stream => stream.WriteAsync(bytes, cancel).AsTask(), cancel);
                }
            }
        }
        await to.FinishAsync(cancel);
    }

    private static async Task<ZipArchive> OpenAsync(Stream file, CancellationToken cancel)
    {
        try
        {
            var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancel);
            await BackupFile.VerifyAsync(zip, cancel);
            return zip;
        }
        catch (InvalidDataException)
        {
            throw new BackupException("This is no backup of GroupPages, or one that was cut short.");
        }
    }

    private async Task RefuseFilledAsync(CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(direct);
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("""
            SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
            """, connection);
        if (await command.ExecuteScalarAsync(cancel) is not 0L)
            throw new BackupException("The database is not empty. Restore into a new one: DROP DATABASE and CREATE DATABASE, or another name.");
    }

    private static string KeyOf(ZipArchiveEntry entry) =>
        entry.FullName.Split('/') is [_, _, var key, var file] && PhotoSizes.IsAddress(key, Path.GetFileNameWithoutExtension(file))
            ? key : throw new BackupException($"The backup has {entry.FullName}, which is no photo of ours.");

    private static async Task<(string Size, byte[] WebP)> ReadAsync(ZipArchiveEntry entry, CancellationToken cancel)
    {
        await using var from = await entry.OpenAsync(cancel);
        using var bytes = new MemoryStream((int)entry.Length);
        await from.CopyToAsync(bytes, cancel);
        return (Path.GetFileNameWithoutExtension(entry.Name), bytes.ToArray());
    }
}
