using System.Text;
using GroupPages.Media;
using GroupPages.Tests.Support;
using NetVips;
using Xunit;

namespace GroupPages.Tests.Media;

/// <summary>What becomes of a file that somebody sends as a photo.</summary>
public sealed class DarkroomTests
{
    [Theory]
    [InlineData(800, 600, 800, 600)]
    [InlineData(4000, 3000, 1200, 900)]
    [InlineData(3000, 4000, 900, 1200)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 900, 2, 900)]
    [InlineData(16_000, 300, 1200, 23)]
    [InlineData(20_000, 1, 1200, 1)]
    public void A_photo_keeps_its_shape_and_is_never_made_larger(int width, int height, int shownWidth, int shownHeight)
    {
        var print = Develop(SamplePhotos.Jpeg(width, height));
        Assert.Equal((shownWidth, shownHeight), (print.Photo.Width, print.Photo.Height));
        foreach (var (name, pixels) in PhotoSizes.All)
        {
            using var size = Open(print, name);
            Assert.Equal(Math.Max(shownWidth, shownHeight) > pixels ? pixels : Math.Max(shownWidth, shownHeight), Math.Max(size.Width, size.Height));
        }
    }

    [Theory]
    [InlineData(4000, 3000, 1200)]
    [InlineData(500, 300, 300)]
    [InlineData(1, 1, 1)]
    public void A_portrait_is_cut_to_a_square(int width, int height, int side)
    {
        var print = Develop(SamplePhotos.Jpeg(width, height), PhotoKind.Person);
        Assert.Equal((side, side), (print.Photo.Width, print.Photo.Height));
        using var thumb = Open(print, "thumb");
        Assert.Equal(Math.Min(150, side), thumb.Width);
        Assert.Equal(thumb.Width, thumb.Height);
    }

    [Fact]
    public void A_phone_photo_comes_out_upright_and_without_a_word_of_where_it_was()
    {
        var file = SamplePhotos.FromPhone();
        Assert.Contains(SamplePhotos.Camera, Encoding.Latin1.GetString(file), StringComparison.Ordinal);
        var print = Develop(file);
        Assert.Equal((900, 1200), (print.Photo.Width, print.Photo.Height));
        foreach (var (name, webp) in print.Sizes)
        {
            using var size = Open(print, name);
            // Turned clockwise: what was left is on top.
            AssertColour(size, size.Width / 2, size.Height / 5, red: true);
            AssertColour(size, size.Width / 2, size.Height * 4 / 5, red: false);
            AssertBare(size, webp);
        }
    }

    [Fact]
    public void Fifty_megapixels_are_taken_and_one_line_more_is_not()
    {
        Assert.Equal(1200, Develop(SamplePhotos.Jpeg(10_000, 5_000)).Photo.Width);
        Assert.Equal(PhotoFault.TooLarge, FaultOf(SamplePhotos.Jpeg(10_000, 5_001)));
        Assert.Equal(1200, Develop(SamplePhotos.Png(10_000, 5_000)).Photo.Width);
        Assert.Equal(1200, Develop(SamplePhotos.WebP(10_000, 5_000)).Photo.Width);
    }

    [Fact]
    public void What_cannot_be_read_line_by_line_must_be_smaller()
    {
        Assert.Equal(1200, Develop(SamplePhotos.Jpeg(5_000, 4_000, isProgressive: true)).Photo.Width);
        Assert.Equal(PhotoFault.TooLarge, FaultOf(SamplePhotos.Jpeg(10_000, 5_000, isProgressive: true)));
        Assert.Equal(1200, Develop(SamplePhotos.Png(5_000, 4_000, isInterlaced: true)).Photo.Width);
    }

    [Fact]
    public void A_decompression_bomb_is_refused_by_its_header()
    {
        var bomb = SamplePhotos.PngBomb(30_000);
        Assert.InRange(bomb.Length, 1, RefusedPhoto.MostBytes);
        var started = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(PhotoFault.TooLarge, FaultOf(bomb));
        Assert.InRange(started.Elapsed.TotalSeconds, 0, 2);
    }

    [Fact]
    public void Of_an_animation_the_first_picture_is_taken()
    {
        var print = Develop(SamplePhotos.AnimatedGif());
        Assert.Equal((300, 200), (print.Photo.Width, print.Photo.Height));
        using var large = Open(print, "large");
        AssertColour(large, 150, 100, red: true);
    }

    [Fact]
    public void Printers_colours_and_sixteen_bits_become_what_a_screen_shows()
    {
        foreach (var file in new[] { SamplePhotos.Cmyk(), SamplePhotos.Png16() })
        {
            var print = Develop(file);
            using var large = Open(print, "large");
            Assert.Equal((3, Enums.BandFormat.Uchar), (large.Bands, large.Format));
            AssertColour(large, 100, 300, red: true);
            AssertColour(large, 800, 300, red: false);
        }
    }

    [Fact]
    public void What_is_transparent_becomes_white_in_a_message_and_stays_so_in_a_logo()
    {
        using (var message = Open(Develop(SamplePhotos.TransparentPng()), "large"))
            Assert.Equal([255, 255, 255], message[10, 10].Select(value => Math.Round(value)));
        using var logo = Open(Develop(SamplePhotos.TransparentPng(), PhotoKind.Group), "large");
        Assert.Equal(0, logo[10, 10][3]);
    }

    [Fact]
    public void Of_a_polyglot_only_the_picture_is_left()
    {
        var print = Develop(SamplePhotos.Polyglot());
        foreach (var (name, webp) in print.Sizes)
        {
            using var size = Open(print, name);
            AssertBare(size, webp);
            var text = Encoding.Latin1.GetString(webp);
            Assert.DoesNotContain("script", text, StringComparison.Ordinal);
            Assert.DoesNotContain("PK\u0003\u0004", text, StringComparison.Ordinal);
        }
    }

    public static TheoryData<string, byte[], PhotoFault> Bad => new()
    {
        { "nothing", [], PhotoFault.Empty },
        { "words", "This is a text, whatever its name says."u8.ToArray(), PhotoFault.NotAPhoto },
        { "svg", SamplePhotos.Svg(), PhotoFault.NotAPhoto },
        { "tiff", SamplePhotos.Tiff(), PhotoFault.NotAPhoto },
        { "heic", SamplePhotos.Heic(), PhotoFault.Heic },
        { "three bytes", [0xFF, 0xD8, 0xFF], PhotoFault.Broken },
        { "half a jpeg", SamplePhotos.Jpeg(2_000, 1_500)[..4_000], PhotoFault.Broken },
        { "half a png", SamplePhotos.Png(2_000, 1_500)[..4_000], PhotoFault.Broken },
        { "half a webp", SamplePhotos.WebP(2_000, 1_500)[..1_500], PhotoFault.Broken },
        { "a gif of nothing", [.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0, 0x3B], PhotoFault.Broken },
        { "noise after a png's head", [.. SamplePhotos.Png(64, 64)[..40], .. new byte[500]], PhotoFault.Broken },
        { "too heavy", [.. SamplePhotos.Jpeg(64, 64), .. new byte[RefusedPhoto.MostBytes]], PhotoFault.TooHeavy },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void What_is_no_photo_is_told_apart(string what, byte[] file, PhotoFault fault)
    {
        Assert.Equal((what, fault), (what, FaultOf(file)));
    }

    [Fact]
    public void A_progressive_photo_of_a_thousand_scans_does_not_hold_the_queue()
    {
        var started = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(PhotoFault.TooLarge, FaultOf(SamplePhotos.ScanBomb(1_000)));
        Assert.InRange(started.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void The_same_picture_has_the_same_key_and_another_has_another()
    {
        var (one, again, other) = (Develop(SamplePhotos.Jpeg(800, 600)), Develop(SamplePhotos.Jpeg(800, 600)), Develop(SamplePhotos.Jpeg(600, 800)));
        Assert.Matches("^[a-z2-7]{52}$", one.Photo.Key);
        Assert.Equal(one.Photo.Key, again.Photo.Key);
        Assert.NotEqual(one.Photo.Key, other.Photo.Key);
        Assert.Matches("^#[0-9a-f]{6}$", one.Photo.Colour);
    }

    private static Print Develop(byte[] file, PhotoKind kind = PhotoKind.Message)
    {
        using var stream = new MemoryStream(file);
        Assert.Null(Darkroom.FaultOf(stream, file.Length));
        var (print, fault) = Darkroom.Develop(stream, kind);
        Assert.Null(fault);
        return print!;
    }

    private static PhotoFault? FaultOf(byte[] file)
    {
        using var stream = new MemoryStream(file);
        return Darkroom.FaultOf(stream, file.Length) ?? Darkroom.Develop(stream, PhotoKind.Message).Fault;
    }

    private static Image Open(Print print, string size) => Image.NewFromBuffer(print.Sizes.Single(s => s.Size == size).WebP);

    private static void AssertColour(Image picture, int x, int y, bool red)
    {
        var pixel = picture[x, y];
        Assert.True(red ? pixel[0] > 150 && pixel[2] < 110 : pixel[2] > 120 && pixel[0] < 110, $"({string.Join(", ", pixel)}) at {x}, {y}");
    }

    // A WebP is RIFF chunks; the picture's own are VP8, VP8L, ALPH and the list of them. Nothing else may be there.
    private static void AssertBare(Image size, byte[] webp)
    {
        Assert.DoesNotContain(size.GetFields(), field => field.StartsWith("exif", StringComparison.Ordinal) || field is "icc-profile-data" or "xmp-data" or "orientation");
        for (var at = 12; at < webp.Length; at += 8 + (BitConverter.ToInt32(webp, at + 4) + 1) / 2 * 2)
            Assert.Contains(Encoding.ASCII.GetString(webp, at, 4), (string[])["VP8 ", "VP8L", "VP8X", "ALPH"]);
    }
}
