using System.Diagnostics;
using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Media;

/// <summary>Ten uploads at once, of the heaviest there are: the program stays within its 512 MB and answers others meanwhile.</summary>
public sealed class PhotoMemoryTests(PhotoMemoryTests.Site site) : IClassFixture<PhotoMemoryTests.Site>
{
    private const long Most = 512L * 1024 * 1024;

    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        public AppProcess Process { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Process = await AppProcess.StartAsync(Cluster.Pooled(Database), Cluster.Direct(Database));
        }

        public override async ValueTask DisposeAsync()
        {
            await Process.DisposeAsync();
            await base.DisposeAsync();
        }
    }

    [Fact]
    public async Task Ten_uploads_at_once_stay_within_512_MB_and_others_do_not_wait()
    {
        var group = await site.NewGroupAsync();
        await group.LetNewcomersShareAsync();
        (string, byte[])[] heavy =
        [
            ("50.jpg", SamplePhotos.Jpeg(10_000, 5_000)), ("phone.jpg", SamplePhotos.FromPhone()),
            ("progressive.jpg", SamplePhotos.Jpeg(5_000, 4_000, isProgressive: true)), ("interlaced.png", SamplePhotos.Png(5_000, 4_000, isInterlaced: true)),
        ];
        var phones = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => PhoneAsync(group, $"Ann {(char)('A' + i)}")));
        using var reader = await PhoneAsync(group, "Reader");
        var uploads = phones.Select(phone => phone.PostPhotosAsync($"{group.Path}/chat", "", heavy, isHtmx: true)).ToArray();
        List<double> waits = [];
        while (!Task.WhenAll(uploads).IsCompleted)
        {
            var started = Stopwatch.GetTimestamp();
            Assert.Equal(HttpStatusCode.OK, await reader.StatusAsync(group.Path));
            waits.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await Task.Delay(50);
        }
        Assert.All(await Task.WhenAll(uploads), answer => Assert.True(answer.StatusCode == HttpStatusCode.NoContent, $"{answer.StatusCode}: {site.Process.Said}"));
        Assert.Equal(40, await site.CountAsync("photos"));
        var peak = await site.Process.PeakMemoryAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"peak {peak / 1024 / 1024} MB; people page p95 {waits.Order().ElementAt((int)(waits.Count * .95)):0} ms of {waits.Count}");
        Assert.InRange(peak, 1, Most);
        Assert.InRange(waits.Order().ElementAt((int)(waits.Count * .95)), 0, 500);
    }

    [Fact]
    public async Task A_bomb_among_them_costs_nothing()
    {
        var group = await site.NewGroupAsync();
        await group.LetNewcomersShareAsync();
        using var phone = await PhoneAsync(group, "Ann");
        using var refused = await phone.PostPhotosAsync($"{group.Path}/chat", "Look", [("bomb.png", SamplePhotos.PngBomb(30_000))], isHtmx: true);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("“bomb.png” has more pixels", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.InRange(await site.Process.PeakMemoryAsync(), 1, Most);
    }

    private async Task<Phone> PhoneAsync(TestGroup group, string name)
    {
        var phone = new Phone(site.Process.Address);
        await phone.JoinAsync(group.Code, name);
        return phone;
    }
}
