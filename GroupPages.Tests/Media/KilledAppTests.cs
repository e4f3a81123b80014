using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Media;

/// <summary>The program is killed while photos come in: what it answered for is there, and what it did not can be sent again.</summary>
public sealed class KilledAppTests(KilledAppTests.Site site) : IClassFixture<KilledAppTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        public string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "data", Guid.NewGuid().ToString("N"));

        public Task<AppProcess> StartAsync() => AppProcess.StartAsync(Cluster.Pooled(Database), Cluster.Direct(Database), Folder);
    }

    [Fact]
    public async Task Killed_in_the_middle_it_loses_no_photo_it_answered_for()
    {
        var group = await site.NewGroupAsync();
        var photos = Enumerable.Range(0, 24).Select(i => SamplePhotos.Jpeg(900 + i, 700)).ToArray();
        List<int> accepted = [];
        await using (var app = await site.StartAsync())
        {
            var senders = Enumerable.Range(0, 4).Select(async sender =>
            {
                using var phone = await PhoneAsync(app, group);
                try
                {
                    for (var i = sender; i < photos.Length; i += 4)
                    {
                        using var answer = await SendAsync(phone, group, photos[i], i);
                        if (answer.StatusCode != HttpStatusCode.NoContent) return;
                        lock (accepted) accepted.Add(i);
                    }
                }
                catch (HttpRequestException)
                {
                    // Killed before it answered.
                }
            }).ToArray();
            await Eventually.TrueAsync(() => { lock (accepted) return accepted.Count >= 6; }, TimeSpan.FromSeconds(30), "some photos must have come");
            await app.KillAsync();
            await Task.WhenAll(senders);
        }
        Assert.InRange(accepted.Count, 6, photos.Length - 1);
        await using var again = await site.StartAsync();
        using var sender = await PhoneAsync(again, group);
        await IsCompleteAsync(again, group, atLeast: accepted.Count);
        for (var i = 0; i < photos.Length; i++)
            (await SendAsync(sender, group, photos[i], i)).Dispose();
        Assert.Equal(photos.Length, await IsCompleteAsync(again, group, atLeast: photos.Length));
    }

    /// <summary>Each photo of the group's messages can be had in each size.</summary>
    private async Task<int> IsCompleteAsync(AppProcess app, TestGroup group, int atLeast)
    {
        var keys = await site.SqlAsync<string[]>("SELECT array_agg(key) FROM photos WHERE conversation_id = $1", group.Room);
        Assert.InRange(keys.Length, atLeast, int.MaxValue);
        using var reader = new Phone(app.Address);
        foreach (var size in new[] { "large", "thumb" })
            Assert.All(await Task.WhenAll(keys.Select(key => reader.StatusAsync($"/photos/{key}/{size}"))), status => Assert.Equal(HttpStatusCode.OK, status));
        return keys.Length;
    }

    private static Task<HttpResponseMessage> SendAsync(Phone phone, TestGroup group, byte[] photo, int number) =>
        phone.PostPhotosAsync($"{group.Path}/chat", "", [("a.jpg", photo)], key: $"photo {number}", isHtmx: true);

    // All of them the leader's: a key is one message of one person.
    private async Task<Phone> PhoneAsync(AppProcess app, TestGroup group)
    {
        var phone = new Phone(app.Address);
        await phone.SignInAsync(site, group.Leader.UserId);
        return phone;
    }
}
