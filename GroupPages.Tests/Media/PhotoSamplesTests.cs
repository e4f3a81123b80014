using System.Net;
using System.Text;
using GroupPages.Media;
using GroupPages.Tests.Support;
using NetVips;
using Xunit;

namespace GroupPages.Tests.Media;

/// <summary>The seven kinds of files that must be survived, sent as they would be: over HTTP, into a message and as a portrait.</summary>
public sealed class PhotoSamplesTests(PhotoSamplesTests.Site site) : IClassFixture<PhotoSamplesTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    // Long enough that chance does not write it, as it does "EXIF" or "PK".
    private static readonly string[] Traces = [SamplePhotos.Camera, "Exif\0\0", "<script", "<!doctype", "evil.html"];

    /// <summary>A name, the file, how large its picture is kept, and how large as a portrait; 0 for what is refused.</summary>
    public static TheoryData<string, Func<byte[]>, int, int, int> Samples => new()
    {
        { "50 megapixels", () => SamplePhotos.Jpeg(10_000, 5_000), 1200, 600, 1200 },
        { "a phone's photo of 12 megapixels, turned, with its place", () => SamplePhotos.FromPhone(), 900, 1200, 1200 },
        { "an animated GIF", SamplePhotos.AnimatedGif, 300, 200, 200 },
        { "a polyglot", SamplePhotos.Polyglot, 640, 480, 480 },
        { "an SVG", SamplePhotos.Svg, 0, 0, 0 },
        { "half a photo", () => SamplePhotos.Jpeg(2_000, 1_500)[..4_000], 0, 0, 0 },
        { "a decompression bomb", () => SamplePhotos.PngBomb(30_000), 0, 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Samples), DisableDiscoveryEnumeration = true)]
    public async Task Each_is_taken_bare_in_every_size_or_refused_in_words(string what, Func<byte[]> make, int width, int height, int side)
    {
        var group = await site.NewGroupAsync();
        await group.LetNewcomersShareAsync();
        using var ann = await group.JoinAsync("Ann");
        var file = make();
        Assert.InRange(file.Length, 1, RefusedPhoto.MostBytes);
        using HttpResponseMessage message = await ann.PostPhotosAsync($"{group.Path}/chat", what, [("sample.jpg", file)]),
            portrait = await ann.PostPortraitAsync(file);
        var status = width > 0 ? HttpStatusCode.SeeOther : HttpStatusCode.UnprocessableEntity;
        Assert.Equal((status, status), (message.StatusCode, portrait.StatusCode));
        var kept = await site.SqlAsync<string[]>("SELECT coalesce(array_agg(kind_id || ' ' || key || ' ' || width || ' ' || height ORDER BY kind_id DESC), '{}') FROM photos WHERE owner_id = $1", ann.UserId);
        if (width == 0)
        {
            Assert.Empty(kept);
            Assert.Contains("sample.jpg", (await Phone.HtmlAsync(message)).QuerySelector("#photos-error")!.TextContent, StringComparison.Ordinal);
            Assert.NotEmpty((await Phone.HtmlAsync(portrait)).QuerySelector("#photo-error")!.TextContent);
            return;
        }
        Assert.Equal([$"3 {width} {height}", $"1 {side} {side}"], kept.Select(row => row.Split(' ') is var parts ? $"{parts[0]} {parts[2]} {parts[3]}" : ""));
        foreach (var key in kept.Select(row => row.Split(' ')[1]))
        {
            foreach (var (size, pixels) in PhotoSizes.All)
                await IsBareAsync($"/photos/{key}/{size}", pixels);
        }
    }

    private async Task IsBareAsync(string address, int longest)
    {
        using var stranger = site.NewPhone();
        var bytes = await stranger.Http.GetByteArrayAsync(address);
        var text = Encoding.Latin1.GetString(bytes);
        Assert.All(Traces, trace => Assert.DoesNotContain(trace, text, StringComparison.OrdinalIgnoreCase));
        using var picture = Image.NewFromBuffer(bytes);
        Assert.InRange(Math.Max(picture.Width, picture.Height), 1, longest);
        Assert.DoesNotContain(picture.GetFields(), field => field.StartsWith("exif", StringComparison.Ordinal)
            || field is "xmp-data" or "iptc-data" or "icc-profile-data" or "orientation");
    }
}
