using System.Net;
using GroupPages.Data.Backup;
using GroupPages.Media;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace GroupPages.Tests.Data;

/// <summary><c>GroupPages backup</c> and <c>restore</c>: everything, consistent, and nothing but that.</summary>
public sealed class BackupTests(BackupTests.Site site) : IClassFixture<BackupTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        public new TestCluster Cluster => base.Cluster;

        public string Directory { get; } = NewDirectory();

        public static string NewDirectory() => Path.Combine(AppContext.BaseDirectory, "data", Guid.NewGuid().ToString("N"));

        protected override Task<AppInProcess> StartAppAsync() =>
            AppInProcess.StartAsync(Cluster, Database, settings: new Dictionary<string, string> { ["GroupPages:DataDirectory"] = Directory });
    }

    [Fact]
    public async Task A_backup_taken_while_everybody_writes_restores_to_one_moment()
    {
        var group = await site.NewGroupAsync();
        using var writing = new CancellationTokenSource();
        var writers = await Task.WhenAll(Enumerable.Range(0, 3).Select(n => group.JoinAsync($"Writer {n}")));
        var load = writers.Select(writer => WriteAsync(writer, group, writing.Token)).ToArray();
        var file = NewFile();
        var made = await RunAsync(site.Database, site.Directory, "backup", file);
        await writing.CancelAsync();
        await Task.WhenAll(load);
        Assert.True(made.ExitCode == 0, made.Errors);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        var (empty, directory) = (await site.Cluster.CreateEmptyDatabaseAsync(), Site.NewDirectory());
        var restored = await RunAsync(empty, directory, "restore", file);
        Assert.True(restored.ExitCode == 0, restored.Errors);
        await using var there = await OpenAsync(empty);
        var truth = await group.MessagesAsync();
        var kept = await ScalarAsync<string[]>(there, $"SELECT coalesce(array_agg(text ORDER BY seq), '{{}}') FROM messages WHERE conversation_id = {group.Room}");
        Assert.InRange(kept.Length, 1, truth.Count);
        Assert.Equal(truth.Take(kept.Length).Select(message => message.Text), kept);
        Assert.Equal(kept.Length, await ScalarAsync<long>(there, $"SELECT last_seq FROM conversations WHERE id = {group.Room}"));
        Assert.Equal(kept.Length, await ScalarAsync<long>(there, $"SELECT message_count FROM conversations WHERE id = {group.Room}"));
        // And it is alive.
        await using var app = await AppInProcess.StartAsync(site.Cluster, empty);
        using var phone = new Phone(app.Address);
        await phone.JoinAsync(group.Code, "After the flood");
        await phone.SayAsync(group with { Leader = phone }, "We go on");
    }

    [Fact]
    public async Task Every_table_and_every_photo_comes_back_as_it_was()
    {
        var group = await site.NewGroupAsync();
        using (var ann = await group.JoinAsync("Ann"))
        {
            using var portrait = await ann.PostPortraitAsync(SamplePhotos.Jpeg(431, 300));
            Assert.Equal(HttpStatusCode.SeeOther, portrait.StatusCode);
        }
        foreach (var width in new[] { 432, 433 })
        {
            using var message = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "", [("a.jpg", SamplePhotos.Jpeg(width, 300))]);
            Assert.Equal(HttpStatusCode.SeeOther, message.StatusCode);
        }
        var file = NewFile();
        // The site itself goes on, with sessions and jobs; so what is compared is its copy and the copy's copy.
        var copy = await site.Cluster.CreateEmptyDatabaseAsync();
        await new Backup(site.Cluster.Direct(site.Database), site.App.Services.GetRequiredService<PhotoStores>()).WriteAsync(file, CancellationToken.None);
        var first = Store(out var firstDirectory);
        await new Backup(site.Cluster.Direct(copy), first).ReadAsync(file, CancellationToken.None);

        var again = NewFile();
        var second = Store(out var secondDirectory);
        var other = await site.Cluster.CreateEmptyDatabaseAsync();
        await new Backup(site.Cluster.Direct(copy), first).WriteAsync(again, CancellationToken.None);
        await new Backup(site.Cluster.Direct(other), second).ReadAsync(again, CancellationToken.None);

        Assert.Equal(await HashesAsync(copy), await HashesAsync(other));
        Assert.Equal(Files(site.Directory), Files(firstDirectory));
        Assert.Equal(Files(firstDirectory), Files(secondDirectory));
        Assert.InRange(Files(secondDirectory).Count, 12, 1000);
    }

    [Fact]
    public async Task A_damaged_file_a_filled_database_and_a_file_that_is_there_are_refused_before_anything_is_touched()
    {
        var file = NewFile();
        var backup = new Backup(site.Cluster.Direct(site.Database), site.App.Services.GetRequiredService<PhotoStores>());
        await backup.WriteAsync(file, CancellationToken.None);
        Assert.Contains("is there already", (await Assert.ThrowsAsync<BackupException>(() => backup.WriteAsync(file, CancellationToken.None))).Message, StringComparison.Ordinal);
        Assert.Contains("not empty", (await Assert.ThrowsAsync<BackupException>(() => backup.ReadAsync(file, CancellationToken.None))).Message, StringComparison.Ordinal);

        var empty = await site.Cluster.CreateEmptyDatabaseAsync();
        var into = new Backup(site.Cluster.Direct(empty), Store(out var directory));
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.Length / 3] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        await Assert.ThrowsAsync<BackupException>(() => into.ReadAsync(file, CancellationToken.None));
        // The mark before the dump, which makes it a piece of a ZIP.
        var header = bytes.ToArray();
        header[2] ^= 0xff;
        await File.WriteAllBytesAsync(file, header);
        await Assert.ThrowsAsync<BackupException>(() => into.ReadAsync(file, CancellationToken.None));
        await File.WriteAllBytesAsync(file, bytes[..(bytes.Length / 2)]);
        await Assert.ThrowsAsync<BackupException>(() => into.ReadAsync(file, CancellationToken.None));
        Assert.False(Directory.Exists(directory));
        await using var there = await OpenAsync(empty);
        Assert.Equal(0, await ScalarAsync<long>(there, "SELECT count(*) FROM pg_tables WHERE schemaname IN ('public', 'meta')"));
    }

    [Fact]
    public async Task What_breaks_off_leaves_no_half_backup_behind()
    {
        var file = NewFile();
        var gone = new Backup(new NpgsqlConnectionStringBuilder(site.Cluster.Direct(site.Database)) { Database = "nowhere" }.ConnectionString, Store(out _));
        Assert.Contains("pg_dump failed", (await Assert.ThrowsAsync<BackupException>(() => gone.WriteAsync(file, CancellationToken.None))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(file)!, $"{Path.GetFileName(file)}*"));
    }

    private static async Task WriteAsync(Phone writer, TestGroup group, CancellationToken stop)
    {
        // Within what one may say at once.
        for (var i = 0; i < 28 && !stop.IsCancellationRequested; i++)
        {
            await writer.SayAsync(group, $"{writer.UserId} says {i}");
            await Task.Delay(80, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task<CommandResult> RunAsync(string database, string directory, params string[] command) => CommandLine.RunAsync(
        new()
        {
            ["ConnectionStrings__Pooled"] = site.Cluster.Pooled(database),
            ["ConnectionStrings__Direct"] = site.Cluster.Direct(database),
            ["GroupPages__DataDirectory"] = directory,
        }, command);

    private static PhotoStores Store(out string directory)
    {
        var settings = new GroupPages.Ops.Settings { DataDirectory = directory = Site.NewDirectory() };
        return new(new PhotoFolder(settings, TimeProvider.System), settings);
    }

    private static string NewFile() => Path.Combine(Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "data")).FullName, $"{Guid.NewGuid():N}.backup");

    private static List<(string Name, string Hash)> Files(string directory) =>
        [.. Directory.EnumerateFiles(Path.Combine(directory, "photos"), "*.webp", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => (Path.GetRelativePath(directory, path), Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))))];

    private async Task<List<string>> HashesAsync(string database)
    {
        await using var there = await OpenAsync(database);
        List<string> hashes = [];
        foreach (var table in await ScalarAsync<string[]>(there, "SELECT array_agg(format('%I.%I', schemaname, tablename) ORDER BY 1) FROM pg_tables WHERE schemaname IN ('public', 'meta')"))
            hashes.Add($"{table} {await ScalarAsync<string>(there, $"SELECT coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), 'empty') FROM {table} t")}");
        hashes.Add(await ScalarAsync<string>(there, "SELECT string_agg(sequencename || ' ' || coalesce(last_value, 0), ' ' ORDER BY sequencename) FROM pg_sequences"));
        return hashes;
    }

    private async Task<NpgsqlConnection> OpenAsync(string database) => await Superuser.OpenAsync(site.Cluster.Superuser(database));

    private static async Task<T> ScalarAsync<T>(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
