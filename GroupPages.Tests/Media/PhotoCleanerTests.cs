using GroupPages.Media;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Media;

/// <summary>What nobody uses any more goes after a day; what somebody uses, or just sent, stays.</summary>
public sealed class PhotoCleanerTests(PhotoCleanerTests.Site site) : IClassFixture<PhotoCleanerTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared);

    private PhotoCleaner Cleaner => site.App.Services.GetRequiredService<PhotoCleaner>();

    private PhotoFolder Folder => site.App.Services.GetRequiredService<PhotoFolder>();

    [Fact]
    public async Task A_photo_goes_a_day_after_its_last_use_went_and_not_before()
    {
        var (one, other) = (await site.NewGroupAsync(), await site.NewGroupAsync());
        var photo = SamplePhotos.Jpeg(501, 401);
        foreach (var group in new[] { one, other }) await SendAsync(group, photo);
        await SendAsync(other, SamplePhotos.Jpeg(301, 401));
        var key = await KeyAsync(one);
        // What other tests left.
        await Cleaner.RunAsync(CancellationToken.None);
        Age(key, days: 2);
        Assert.Equal(0, await Cleaner.RunAsync(CancellationToken.None));

        await DeleteAsync(one, "2 days");
        await DeleteAsync(other, "1 hour", "AND seq = 1");
        Assert.Equal(0, await Cleaner.RunAsync(CancellationToken.None));
        Assert.Equal(0, await site.CountAsync("photos WHERE conversation_id = $1", one.Room));
        Assert.Equal(0, await site.SqlAsync<short>("SELECT photo_count FROM messages WHERE conversation_id = $1", one.Room));
        Assert.True(File.Exists(Folder.FileOf(key, "large")));

        await DeleteAsync(other, "2 days", "AND seq = 1");
        Assert.Equal(1, await Cleaner.RunAsync(CancellationToken.None));
        Assert.False(Directory.Exists(Path.GetDirectoryName(Folder.FileOf(key, "large"))));
        Assert.Equal(1, await site.CountAsync("photos WHERE conversation_id = $1", other.Room));
    }

    [Fact]
    public async Task A_picture_sent_again_keeps_its_files_though_they_are_old()
    {
        var group = await site.NewGroupAsync();
        await SendAsync(group, SamplePhotos.Jpeg(333, 222));
        await SendAsync(group, SamplePhotos.Jpeg(111, 222));
        var key = await KeyAsync(group);
        await DeleteAsync(group, "2 days", "AND seq = 1");
        Age(key, days: 2);
        // Stored anew, its row not written yet: the cleaner comes in between.
        using var file = new MemoryStream(SamplePhotos.Jpeg(333, 222));
        var print = Darkroom.Develop(file, PhotoKind.Message).Print!;
        Folder.Save(print.Photo.Key, print.Sizes);
        await Cleaner.RunAsync(CancellationToken.None);
        Assert.True(File.Exists(Folder.FileOf(key, "thumb")));
    }

    [Fact]
    public async Task A_reported_message_keeps_its_photos_until_the_leaders_have_decided()
    {
        var group = await site.NewGroupAsync();
        await SendAsync(group, SamplePhotos.Jpeg(77, 99));
        await site.SqlAsync("INSERT INTO reports (group_id, conversation_id, seq, reason_id) VALUES ($1, $2, 1, 1)", group.Id, group.Room);
        await DeleteAsync(group, "3 days");
        await Cleaner.RunAsync(CancellationToken.None);
        Assert.Equal(1, await site.CountAsync("photos WHERE conversation_id = $1", group.Room));
    }

    [Fact]
    public async Task A_portrait_goes_a_day_after_it_was_replaced_and_stays_while_somebody_deleted_can_come_back()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        foreach (var photo in new[] { SamplePhotos.Jpeg(70, 71), SamplePhotos.Jpeg(71, 70) })
            (await ann.PostPortraitAsync(photo)).Dispose();
        await site.SqlAsync("UPDATE users SET deleted_at = now() WHERE id = $1", ann.UserId);
        Assert.Equal(2, await site.CountAsync("photos WHERE owner_id = $1 AND withdrawn_at IS NOT NULL", ann.UserId));
        await site.SqlAsync("UPDATE photos SET withdrawn_at = now() - interval '2 days' WHERE owner_id = $1", ann.UserId);
        await Cleaner.RunAsync(CancellationToken.None);
        Assert.Equal(await site.SqlAsync<string>("SELECT photo FROM users WHERE id = $1", ann.UserId),
            await site.SqlAsync<string>("SELECT key FROM photos WHERE owner_id = $1", ann.UserId));
    }

    [Fact]
    public async Task Files_are_left_alone_where_the_database_knows_no_photo_at_all()
    {
        var group = await site.NewGroupAsync();
        await SendAsync(group, SamplePhotos.Jpeg(64, 48));
        var key = await KeyAsync(group);
        Age(key, days: 2);
        await site.SqlAsync("TRUNCATE photos");
        Assert.Equal(0, await Cleaner.RunAsync(CancellationToken.None));
        Assert.True(File.Exists(Folder.FileOf(key, "large")));
    }

    private static async Task SendAsync(TestGroup group, byte[] photo)
    {
        using var sent = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "", [("a.jpg", photo)]);
        Assert.Equal(System.Net.HttpStatusCode.SeeOther, sent.StatusCode);
    }

    private Task<string> KeyAsync(TestGroup group) => site.SqlAsync<string>("SELECT key FROM photos WHERE conversation_id = $1 ORDER BY seq", group.Room);

    private Task DeleteAsync(TestGroup group, string ago, string which = "") =>
        site.SqlAsync($"UPDATE messages SET deleted_at = now() - $2::interval, text = '' WHERE conversation_id = $1 {which}", group.Room, ago);

    private void Age(string key, int days) =>
        Directory.SetLastWriteTimeUtc(Path.GetDirectoryName(Folder.FileOf(key, "large"))!, TimeProvider.System.GetUtcNow().AddDays(-days).UtcDateTime);
}
