using NetVips;

namespace GroupPages.Media;

/// <summary>libvips, told what it may do here. It is loaded with the first photo: a site without photos does not pay for it.</summary>
internal static class Vips
{
    // The loaders for what people send. All others stay blocked, those of libraries that were never meant for strangers' files
    // above all (SVG, TIFF, PDF, ImageMagick, OpenSlide): a list of the forbidden would miss the next one.
    private static readonly string[] Allowed = ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif"];

    private static readonly Lazy<bool> Ready = new(Prepare);

    /// <summary>Prepares the library, once.</summary>
    public static void Use() => _ = Ready.Value;

    private static bool Prepare()
    {
        // Pictures never come twice: what the cache would keep is memory lost. One core: one thread.
        Cache.Max = 0;
        Cache.MaxMem = 0;
        Cache.MaxFiles = 0;
        NetVips.NetVips.Concurrency = 1;
        // It would tell standard error of each damaged file; the sender is told, which is enough.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, (_, _, _) => { });
        Operation.Block("VipsForeignLoad", true);
        foreach (var loader in Allowed)
            Operation.Block(loader, false);
        return true;
    }
}
