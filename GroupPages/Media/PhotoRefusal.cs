namespace GroupPages.Media;

/// <summary>Why photos were not taken: a status, and what the sender reads beside the field.</summary>
public sealed record PhotoRefusal(int Status, string Words)
{
    /// <summary>Of somebody who sends more than anybody would.</summary>
    public static readonly PhotoRefusal TooMany = new(StatusCodes.Status429TooManyRequests, "That was a lot at once. Wait a moment and try again.");

    /// <summary>Of an outcome that is no success.</summary>
    public static PhotoRefusal Of(PhotosOutcome outcome) => outcome switch
    {
        PhotosOutcome.Refused refused => new(StatusCodes.Status422UnprocessableEntity, string.Join(' ', refused.Files.Select(file => file.Words))),
        PhotosOutcome.Later later => new(StatusCodes.Status503ServiceUnavailable, later.Words),
        _ => throw new InvalidOperationException("Photos are taken, refused or put off."),
    };

    /// <summary>Sets the answer's status, and when to try again where waiting helps.</summary>
    public void Tell(HttpResponse response)
    {
        response.StatusCode = Status;
        if (Status != StatusCodes.Status422UnprocessableEntity)
            response.Headers.RetryAfter = "5";
    }
}
