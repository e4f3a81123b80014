using GroupPages.Media;

namespace GroupPages.Data.Backup;

/// <summary><c>GroupPages backup FILE</c> and <c>restore FILE</c>.</summary>
internal static class BackupCommands
{
    public static Task<int> BackupAsync(WebApplicationBuilder builder, string path) => WithBackupAsync(builder, async (backup, _) =>
    {
        var files = await backup.WriteAsync(path, CancellationToken.None);
        return $"{path}: the database and {files} files of photos, read back and compared.";
    });

    public static Task<int> RestoreAsync(WebApplicationBuilder builder, string path) => WithBackupAsync(builder, async (backup, app) =>
    {
        if (!File.Exists(path))
            throw new BackupException($"There is no file {path}.");
        var photos = await backup.ReadAsync(path, CancellationToken.None);
        // The backup may be of an older version.
        await Migrations.RunAsync(app.Services.GetRequiredService<Database>().Direct, app.Logger, CancellationToken.None);
        return $"Restored the database and {photos} photos from {path}; the schema is the newest.";
    });

    private static async Task<int> WithBackupAsync(WebApplicationBuilder builder, Func<Backup, WebApplication, Task<string>> work)
    {
        await using var storage = await builder.AddCommandStorageAsync();
        builder.Services.AddPhotoStores();
        await using var app = builder.Build();
        try
        {
            await Console.Out.WriteLineAsync(await work(new(storage.Direct, app.Services.GetRequiredService<PhotoStores>()), app));
            return 0;
        }
        catch (Exception error) when (error is BackupException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }
}
