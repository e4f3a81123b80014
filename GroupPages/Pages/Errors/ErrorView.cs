using Microsoft.AspNetCore.WebUtilities;

namespace GroupPages.Pages.Errors;

/// <summary>What an error page says: a status, and words for whoever meets it. Nothing of the request is in it.</summary>
public sealed record ErrorView(int Status, string Title, string Words, string Action, bool IsRetry)
{
    public static ErrorView Of(int status) => status switch
    {
        404 => new(404, "Nobody at this table", "This page does not exist, or it is not yours to see.", "Go to the start", false),
        410 => new(410, "This code has ended", "Ask whoever gave it to you for a new one.", "Go to the start", false),
        413 => new(413, "That is too big", "Send less at once.", "Go to the start", false),
        429 => new(429, "A moment, please", "That was a lot at once. Wait a few seconds and try again.", "Try again", true),
        503 => new(503, "Back in a moment", "We cannot reach our own memory right now. Nothing that was saved is lost.", "Try again", true),
        >= 500 => new(status, "Something broke here", "It is not your fault, and nothing that was saved is lost.", "Try again", true),
        _ => new(status, "That did not work", $"We could not make sense of it ({status} {ReasonPhrases.GetReasonPhrase(status)}).", "Go to the start", false),
    };
}
