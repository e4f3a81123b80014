using System.Net;
using System.Text.RegularExpressions;
using GroupPages.Media;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Media;

/// <summary>Photos in a bucket: sent, shown, withdrawn and cleaned up as in the folder.</summary>
public sealed partial class S3PhotoTests(S3PhotoTests.Site site) : IClassFixture<S3PhotoTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        public S3Server Bucket { get; private set; } = null!;

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

        protected override Task<AppInProcess> StartAppAsync() => AppInProcess.StartAsync(Cluster, Database, settings: Bucket.Settings);
    }

    [Fact]
    public async Task A_portrait_is_stored_shown_and_gone_at_once_when_it_is_replaced()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        var first = await PortraitAsync(ann, SamplePhotos.Jpeg(410, 300));
        var names = site.Bucket.Files.Keys.Where(name => name.Contains(KeyOf(first), StringComparison.Ordinal)).Order().ToList();
        Assert.Equal(["large", "medium", "small", "thumb"], names.Select(name => Path.GetFileNameWithoutExtension(name)));
        Assert.All(names, name => Assert.Equal(("image/webp", "public, max-age=31536000, immutable"), (site.Bucket.Files[name].Type, site.Bucket.Files[name].CacheControl)));
        using (var shown = await ann.GetAsync(first))
        {
            Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
            Assert.Equal("image/webp", shown.Content.Headers.ContentType?.MediaType);
            Assert.Equal("public, max-age=31536000, immutable", $"{shown.Headers.CacheControl}");
            Assert.Equal($"\"{KeyOf(first)}\"", $"{shown.Headers.ETag}");
            // What a CDN wants: one answer for everybody.
            Assert.Empty(shown.Headers.Vary);
            Assert.False(shown.Headers.Contains("Set-Cookie"));
            Assert.Equal(site.Bucket.Files[names.Single(name => first.EndsWith(Path.GetFileNameWithoutExtension(name), StringComparison.Ordinal))].Bytes,
                await shown.Content.ReadAsByteArrayAsync());
        }
        var second = await PortraitAsync(ann, SamplePhotos.Jpeg(300, 410));
        await Eventually.TrueAsync(async () => await ann.StatusAsync(first) == HttpStatusCode.NotFound, TimeSpan.FromSeconds(2), "the old one must be withdrawn");
        Assert.Equal(HttpStatusCode.OK, await ann.StatusAsync(second));
        Assert.All(site.Bucket.Requests, request => Assert.True(request.Fault is null or "SlowDown", $"{request}"));
    }

    [Fact]
    public async Task A_photo_in_a_message_and_in_what_its_sender_takes_along()
    {
        var group = await site.NewGroupAsync();
        using var sent = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "look", [("a.jpg", SamplePhotos.Jpeg(411, 300))]);
        var key = await site.SqlAsync<string>("SELECT key FROM photos WHERE conversation_id = $1", group.Room);
        Assert.Equal(HttpStatusCode.OK, await group.Leader.StatusAsync($"/photos/{key}/medium"));
        using var export = await group.Leader.GetAsync("/me/export");
        using var zip = new System.IO.Compression.ZipArchive(await export.Content.ReadAsStreamAsync());
        Assert.Contains(zip.Entries, entry => entry.FullName.StartsWith("photos/message-", StringComparison.Ordinal) && entry.Length > 0);
        Assert.Equal(HttpStatusCode.NotFound, await group.Leader.StatusAsync($"/photos/{new string('a', 52)}/large"));
    }

    [Fact]
    public async Task While_the_bucket_is_away_nothing_is_cached_and_nothing_is_half_done()
    {
        var group = await site.NewGroupAsync();
        using var before = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "", [("a.jpg", SamplePhotos.Jpeg(412, 300))]);
        var key = await site.SqlAsync<string>("SELECT key FROM photos WHERE conversation_id = $1", group.Room);
        site.Bucket.IsAway = true;
        try
        {
            using var missing = await group.Leader.GetAsync($"/photos/{key}/large");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, missing.StatusCode);
            Assert.True(missing.Headers.CacheControl!.NoStore);
            using var refused = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "kept", [("b.jpg", SamplePhotos.Jpeg(413, 300))]);
            Assert.Contains("cannot store photos right now", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal(1, await site.CountAsync("messages WHERE conversation_id = $1", group.Room));
        }
        finally
        {
            site.Bucket.IsAway = false;
        }
        Assert.Equal(HttpStatusCode.OK, await group.Leader.StatusAsync($"/photos/{key}/large"));
    }

    [Fact]
    public async Task What_nobody_uses_goes_from_the_bucket_after_a_day_and_what_was_left_half_written_too()
    {
        var group = await site.NewGroupAsync();
        using var sent = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "", [("a.jpg", SamplePhotos.Jpeg(414, 300))]);
        var used = await site.SqlAsync<string>("SELECT key FROM photos WHERE conversation_id = $1", group.Room);
        string unused = new('b', 52), half = new('c', 52), fresh = new('d', 52);
        foreach (var size in new[] { "large", "medium", "small", "thumb" }) Put(unused, size, days: 2);
        foreach (var size in new[] { "medium", "small" }) Put(half, size, days: 2);
        Put(fresh, "thumb", days: 0);
        site.Bucket.Files["photos/readme.txt"] = ([], "", "", DateTimeOffset.UnixEpoch);
        foreach (var (name, file) in site.Bucket.Files.Where(pair => pair.Key.Contains(used, StringComparison.Ordinal)))
            site.Bucket.Files[name] = file with { Written = DateTimeOffset.UnixEpoch };

        Assert.Equal(2, await site.App.Services.GetRequiredService<PhotoCleaner>().RunAsync(CancellationToken.None));
        Assert.Equal((0, 0, 1, 4), (Count(unused), Count(half), Count(fresh), Count(used)));
        Assert.Contains("photos/readme.txt", site.Bucket.Files.Keys);
    }

    private int Count(string key) => site.Bucket.Files.Keys.Count(name => name.Contains(key, StringComparison.Ordinal));

    private void Put(string key, string size, int days) =>
        site.Bucket.Files[$"photos/{key[..2]}/{key}/{size}.webp"] = ([1], "image/webp", "", TimeProvider.System.GetUtcNow().AddDays(-days));

    private static async Task<string> PortraitAsync(Phone phone, byte[] photo)
    {
        using var sent = await phone.PostPortraitAsync(photo);
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        return PhotoAddress().Match((await phone.PageAsync("/me")).DocumentElement.OuterHtml).Value;
    }

    private static string KeyOf(string address) => address.Split('/')[2];

    [GeneratedRegex("/photos/[a-z2-7]{52}/[a-z]+")]
    private static partial Regex PhotoAddress();
}
