namespace GroupPages.E2E;

/// <summary>What somebody holds in their hands: the size of the screen, its colours, and whether scripts run, and the worker that shows pages without a line.</summary>
public sealed record Look(int Width, int Height, bool IsTouch = false, bool IsDark = false, bool HasScript = true, string? TimeZone = null, bool HasWorker = false)
{
    /// <summary>The narrow phone of PRODUCT.md section 8.</summary>
    public static readonly Look Phone = new(360, 740, IsTouch: true);

    /// <summary>The same phone lying on its side.</summary>
    public static readonly Look Landscape = new(740, 360, IsTouch: true);

    public static readonly Look Desktop = new(1280, 800);

    public static readonly Look WithoutScript = Phone with { HasScript = false };
}
