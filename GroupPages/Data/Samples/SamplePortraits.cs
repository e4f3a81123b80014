using GroupPages.Media;
using NetVips;

namespace GroupPages.Data.Samples;

/// <summary>Portraits for sample people: a few dozen drawings, printed as photos are, which they share.</summary>
internal sealed class SamplePortraits(PhotoStores stores, ILogger<SamplePortraits> log)
{
    // Enough for a group of thirty without two alike; drawing and printing one takes some 60 ms.
    private const int Most = 32;

    // One in six has none, as in life.
    private const int Bare = 6;

    private readonly List<Photo> drawn = [];

    /// <summary>The portraits of so many people, in order; null for those without one, and for all where nothing can be stored.</summary>
    public async Task<IReadOnlyList<Photo?>> ForAsync(int people, CancellationToken cancel)
    {
        try
        {
            while (drawn.Count < Math.Min(people, Most))
                drawn.Add(await PrintAsync(drawn.Count, cancel));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("Sample people have no photos: {Error}", error.Message);
        }
        return [.. Enumerable.Range(0, people).Select(n => n % Bare == Bare - 1 || drawn.Count == 0 ? null : drawn[n % drawn.Count])];
    }

    private async Task<Photo> PrintAsync(int number, CancellationToken cancel)
    {
        Vips.Use();
        using var pixels = Image.NewFromMemory(SampleFace.Draw(number), SampleFace.Side, SampleFace.Side, 3, Enums.BandFormat.Uchar);
        using var picture = pixels.Copy(interpretation: Enums.Interpretation.Srgb);
        var print = Darkroom.Develop(picture);
        await stores.Current.SaveAsync(print.Photo.Key, print.Sizes, cancel);
        return print.Photo;
    }
}
