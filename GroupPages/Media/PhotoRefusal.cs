namespace GroupPages.Media;

/// <summary>Why photos were not taken: a status, and what the sender reads beside the field.</summary>
public sealed record PhotoRefusal(int Status, string Words)
{
    /// <summary>Of an outcome that is no success.</summary>
    public static PhotoRefusal Of(PhotosOutcome outcome) => outcome switch
    {
        PhotosOutcome.Refused refused => new(StatusCodes.Status422UnprocessableEntity, string.Join(' ', refused.Files.Select(file => file.Words))),
        PhotosOutcome.Later later => new(StatusCodes.Status503ServiceUnavailable, later.Words),
        _ => throw new InvalidOperationException("Photos are taken, refused or put off."),
    };
}
