using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Media;

/// <summary><c>GroupPages photos move</c>: from the folder to a bucket and back, while people look.</summary>
public sealed class PhotoMoveTests(PhotoMoveTests.Site site) : IClassFixture<PhotoMoveTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        public S3Server Bucket { get; private set; } = null!;

        public string Directory { get; } = Path.Combine(AppContext.BaseDirectory, "data", Guid.NewGuid().ToString("N"));

        public override async ValueTask InitializeAsync()
        {
            Bucket = await S3Server.StartAsync();
            await base.InitializeAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await Bucket.DisposeAsync();
            GC.SuppressFinalize(this);
        }

        public Task<CommandResult> MoveAsync(string to)
        {
            var settings = Bucket.Settings.ToDictionary(pair => pair.Key.Replace(":", "__", StringComparison.Ordinal), pair => pair.Value);
            settings["ConnectionStrings__Pooled"] = Cluster.Pooled(Database);
            settings["ConnectionStrings__Direct"] = Cluster.Direct(Database);
            settings["GroupPages__DataDirectory"] = Directory;
            settings["GroupPages__Photos__Store"] = to;
            return CommandLine.RunAsync(settings, "photos", "move");
        }

        public Task<AppInProcess> StartAsync(string store) =>
            AppInProcess.StartAsync(Cluster, Database, settings: new Dictionary<string, string>(Bucket.Settings)
            {
                ["GroupPages:DataDirectory"] = Directory,
                ["GroupPages:Photos:Store"] = store,
            });
    }

    [Fact]
    public async Task Every_photo_moves_once_is_seen_all_the_time_and_what_is_damaged_stays_where_it_is()
    {
        var group = await site.NewGroupAsync();
        await using (var before = await site.StartAsync("folder"))
            await SendAsync(before, group, 420, 421, 422);
        var keys = await site.SqlAsync<string[]>("SELECT array_agg(key) FROM photos WHERE conversation_id = $1", group.Room);
        Assert.Empty(site.Bucket.Files);

        // New ones go to the bucket already, old ones are found in the folder.
        await using var app = await site.StartAsync("s3");
        await SendAsync(app, group, 423);
        Assert.Equal(4, site.Bucket.Files.Count);
        Assert.All(await StatusesAsync(app, keys), status => Assert.Equal(HttpStatusCode.OK, status));
        var damaged = Path.Combine(site.Directory, "photos", keys[2][..2], keys[2], "large.webp");
        var whole = await File.ReadAllBytesAsync(damaged);
        await File.WriteAllBytesAsync(damaged, whole[..^1]);

        var first = await site.MoveAsync("s3");
        Assert.Equal((0, "Moved 2 photos; 1 are not whole and were left where they are.\n"), (first.ExitCode, first.Output));
        await File.WriteAllBytesAsync(damaged, whole);
        Assert.Equal("Moved 1 photos.\n", (await site.MoveAsync("s3")).Output);
        Assert.Equal(16, site.Bucket.Files.Count);
        Assert.All(await StatusesAsync(app, keys), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(site.Directory, "photos"), "*.webp", SearchOption.AllDirectories));

        Assert.Equal("Moved 4 photos.\n", (await site.MoveAsync("folder")).Output);
        Assert.Empty(site.Bucket.Files);
        await using var after = await site.StartAsync("folder");
        Assert.All(await StatusesAsync(after, keys), status => Assert.Equal(HttpStatusCode.OK, status));
    }

    private static async Task SendAsync(AppInProcess app, TestGroup group, params int[] widths)
    {
        using var phone = new Phone(app.Address);
        phone.Cookies.Add(group.Leader.Cookies.GetAllCookies());
        foreach (var width in widths)
        {
            using var sent = await phone.PostPhotosAsync($"{group.Path}/chat", "", [("a.jpg", SamplePhotos.Jpeg(width, 300))]);
            Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        }
    }

    private static async Task<HttpStatusCode[]> StatusesAsync(AppInProcess app, string[] keys)
    {
        using var phone = new Phone(app.Address);
        return await Task.WhenAll(keys.SelectMany(key => new[] { phone.StatusAsync($"/photos/{key}/large"), phone.StatusAsync($"/photos/{key}/thumb") }));
    }
}
