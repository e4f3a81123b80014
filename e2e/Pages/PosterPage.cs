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
        using var image = Cv2.ImDecode(picture, ImreadModes.Color);
        using var reader = new QRCodeDetector();
        return reader.DetectAndDecode(image, out _);
    }
}
