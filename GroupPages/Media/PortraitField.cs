using GroupPages.Data;

namespace GroupPages.Media;

/// <summary>
/// The fields <c>photo</c> (one file) and <c>crop</c> (<c>start</c>, <c>middle</c>, <c>end</c>) of a form, for a portrait or a logo:
/// drawn by <c>_PortraitField</c>, taken here. The old picture stays until the new one is in the store.
/// </summary>
public sealed class PortraitField(PhotoIntake intake, SetPortraitCommand portraits, SetLogoCommand logos)
{
    /// <summary>True when the form brings a file.</summary>
    public static bool IsIn(HttpRequest request) => FileOf(request) is not null;

    /// <summary>Makes the file that came somebody's portrait; without one nothing changes.</summary>
    /// <returns>Null, or why it was not taken.</returns>
    public async Task<PhotoRefusal?> TakeAsync(HttpRequest request, UserId person, CancellationToken cancel)
    {
        var (photo, refusal) = await DevelopAsync(request, PhotoKind.Person, cancel);
        if (photo is not null)
            await portraits.RunAsync(person, photo, cancel);
        return refusal;
    }

    /// <summary>Makes the file that came a group's logo; without one nothing changes.</summary>
    /// <param name="by">A leader of the group, or a site admin.</param>
    /// <returns>Null, or why it was not taken.</returns>
    public async Task<PhotoRefusal?> TakeLogoAsync(HttpRequest request, GroupId group, UserId by, CancellationToken cancel)
    {
        var (photo, refusal) = await DevelopAsync(request, PhotoKind.Group, cancel);
        if (photo is not null)
            await logos.RunAsync(group, by, photo, cancel);
        return refusal;
    }

    private static IFormFile? FileOf(HttpRequest request) => request.HasFormContentType ? request.Form.Files.GetFile("photo") : null;

    /// <summary>Puts the file that came into the store, as nobody's yet; of no file neither comes.</summary>
    public async Task<(Photo? Photo, PhotoRefusal? Refusal)> DevelopAsync(HttpRequest request, PhotoKind kind, CancellationToken cancel)
    {
        if (FileOf(request) is not { } file)
            return (null, null);
        PhotoCrop crop = (string?)request.Form["crop"] switch
        {
            "start" => PhotoCrop.Start,
            "end" => PhotoCrop.End,
            _ => PhotoCrop.Middle,
        };
        var outcome = await intake.TakeAsync([new(file.FileName, file.Length, file.OpenReadStream)], kind, cancel, crop);
        return outcome is PhotosOutcome.Taken { Photos: [var photo] } ? (photo, null) : (null, PhotoRefusal.Of(outcome));
    }
}
