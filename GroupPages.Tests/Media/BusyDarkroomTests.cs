using System.Net;
using GroupPages.Media;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Media;

/// <summary>Too many photos at once, and no room for another: told in words, and what was written is kept.</summary>
public sealed class BusyDarkroomTests(BusyDarkroomTests.Site site) : IClassFixture<BusyDarkroomTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        public string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "data", Guid.NewGuid().ToString("N"));

        protected override void Configure(IServiceCollection services) =>
            services.AddSingleton(new GroupPages.Ops.Settings { DataDirectory = Folder });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_photo_too_many_is_asked_to_come_again(bool isHtmx)
    {
        var group = await site.NewGroupAsync();
        using var open = new ManualResetEventSlim();
        var photo = SamplePhotos.Jpeg(40, 30);
        var opened = 0;
        // Each is looked at first; the first to be developed then holds up the others.
        var waiting = Enumerable.Range(0, 64).Select(_ => new SentFile("a.jpg", photo.Length, () =>
        {
            if (Interlocked.Increment(ref opened) > 64) open.Wait();
            return new MemoryStream(photo);
        }));
        var busy = site.App.Services.GetRequiredService<PhotoIntake>().TakeAsync([.. waiting], PhotoKind.Message, CancellationToken.None);
        try
        {
            using var answer = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "With these", [("b.jpg", photo)], isHtmx: isHtmx);
            await IsLaterAsync(answer, isHtmx, "Many photos are coming in right now.");
        }
        finally
        {
            open.Set();
        }
        Assert.Equal(64, Assert.IsType<PhotosOutcome.Taken>(await busy).Photos.Count);
    }

    [Fact]
    public async Task A_store_that_takes_nothing_is_told_and_nothing_half_done_stays()
    {
        var group = await site.NewGroupAsync();
        var store = Path.Combine(site.Folder, "photos");
        if (Directory.Exists(store)) Directory.Delete(store, recursive: true);
        Directory.CreateDirectory(site.Folder);
        // Nobody, not even root, can make a folder below a file.
        await File.WriteAllTextAsync(store, "");
        using var answer = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "With these", [("b.jpg", SamplePhotos.Jpeg(41, 30))]);
        await IsLaterAsync(answer, isHtmx: false, "We cannot store photos right now.");
        Assert.Equal(0, await site.CountAsync("messages WHERE conversation_id = $1", group.Room));
        File.Delete(store);
        using var again = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "With these", [("b.jpg", SamplePhotos.Jpeg(41, 30))]);
        Assert.Equal(HttpStatusCode.SeeOther, again.StatusCode);
    }

    private static async Task IsLaterAsync(HttpResponseMessage answer, bool isHtmx, string words)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        if (isHtmx)
        {
            Assert.StartsWith(words, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            return;
        }
        var page = await Phone.HtmlAsync(answer);
        Assert.StartsWith(words, page.QuerySelector("#photos-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("With these", page.QuerySelector("textarea")!.TextContent);
    }
}
