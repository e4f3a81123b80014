using GroupPages.Data;
using GroupPages.Live;

namespace GroupPages.Pages.Chat;

/// <summary>Where "new since you were here" begins on a page.</summary>
/// <param name="First">The number of the message it stands above; null when that is on no part of this page.</param>
/// <param name="Count">How many messages the reader had not seen; 0 on an older page that was asked to draw the line.</param>
/// <param name="Since">How far the reader had read.</param>
public sealed record UnreadLine(long? First, long Count, long Since)
{
    // Fewer fit on one screen: there is nothing to jump to.
    private const int WorthAJump = 6;

    /// <summary>Where the first of them is; null when there are too few to look for it.</summary>
    public string? JumpFrom(string path) => Count < WorthAJump ? null : First is null ? $"{path}?at={Since + 1}&since={Since}#new" : "#new";

    public static UnreadLine? Of(MessagePage page, ReadMark? read, PagePlace place, UserId me)
    {
        var since = place.Since ?? read?.Seq;
        var unread = place.IsLatest && read is { } mark ? Math.Max(0, page.Head.Count - mark.Count) : 0;
        if (since is not { } seen || (place.Since is null && unread == 0) || place.Before is not null)
            return null;
        // A page that does not reach back to what was read shows only new ones; the line belongs further up.
        var first = page.Messages.FirstOrDefault(message => message.Seq > seen && message.AuthorId != me)?.Seq;
        var reachesBack = !page.HasOlder || page.Messages is [var oldest, ..] && oldest.Seq <= seen;
        return new(reachesBack || place.At is not null ? first : null, unread, seen);
    }
}
