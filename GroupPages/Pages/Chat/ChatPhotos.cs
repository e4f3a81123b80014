using GroupPages.Media;

namespace GroupPages.Pages.Chat;

/// <summary>The photos that come with a message: field <c>photos</c>, up to four files.</summary>
public sealed class ChatPhotos(PhotoIntake intake)
{
    public const int Most = 4;

    private static readonly PhotoRefusal TooMany =
        new(StatusCodes.Status422UnprocessableEntity, $"A message may have at most {Most} photos. Send the others in the next one.");

    /// <summary>The files of a form that was read.</summary>
    public static IReadOnlyList<IFormFile> In(HttpRequest request) => request.HasFormContentType ? request.Form.Files.GetFiles("photos") : [];

    /// <summary>Takes them into the store; no database connection is held meanwhile.</summary>
    /// <returns>The photos, or why the message cannot be sent as it is.</returns>
    public async Task<(IReadOnlyList<Photo> Photos, PhotoRefusal? Refusal)> TakeAsync(HttpRequest request, CancellationToken cancel)
    {
        var files = In(request);
        if (files.Count == 0)
            return ([], null);
        if (files.Count > Most)
            return ([], TooMany);
        var sent = files.Select(file => new SentFile(file.FileName, file.Length, file.OpenReadStream)).ToArray();
        var outcome = await intake.TakeAsync(sent, PhotoKind.Message, cancel);
        return outcome is PhotosOutcome.Taken taken ? (taken.Photos, null) : ([], PhotoRefusal.Of(outcome));
    }
}
