using Microsoft.Playwright;
using OpenCvSharp;

namespace GroupPages.E2E.Pages;

/// <summary>A code on a wall or a projector.</summary>
public sealed class PosterPage(IPage page)
{
    public ILocator Code => page.GetByRole(AriaRole.Img);

    public static async Task<PosterPage> OpenAsync(Visitor visitor, string path)
    {
        await visitor.GoAsync($"{path}/code?poster=1");
        return new(visitor.Page);
    }

    /// <summary>What a camera reads from the screen.</summary>
    public async Task<string> ScanAsync() => Read(await page.ScreenshotAsync());

    public static string Read(byte[] picture)
    {
        using var image = Cv2.ImDecode(picture, ImreadModes.Grayscale);
        using var reader = new QRCodeDetector();
        // OpenCV's reader misses some codes at some sizes and angles; a hand that holds a camera comes nearer and is never straight.
        foreach (var angle in new[] { 0, 10, -7 })
        {
            foreach (var scale in new[] { 1, 1.5, 2, 2.6, 3 })
            {
                using var near = image.Resize(default, scale, scale, InterpolationFlags.Cubic);
                using var turn = Cv2.GetRotationMatrix2D(new(near.Width / 2f, near.Height / 2f), angle, 1);
                using var seen = near.WarpAffine(turn, near.Size());
                if (reader.DetectAndDecode(seen, out _) is { Length: > 0 } words)
                    return words;
            }
        }
        return "";
    }
}
