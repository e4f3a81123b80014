using System.Globalization;
using GroupPages.Data;
using GroupPages.Pages.Chat;

namespace GroupPages.Work.Digest;

/// <summary>Writes what somebody has missed, as it is in the moment of sending: what they have read since is not in it.</summary>
internal sealed class DigestLetter(DigestQuery missed, ConversationsQuery conversations, UnsubscribeLinks links)
{
    // More than a mail's worth; the rest is behind the button.
    private const int MostItems = 12;

    /// <summary>The letter; null when nothing is unread any more.</summary>
    public async Task<Letter?> WriteAsync(UserId user, CancellationToken cancel)
    {
        var news = await missed.MissedAsync(user, cancel);
        if (news.Count == 0)
            return null;
        var lines = (await conversations.RunAsync(user, null, cancel)).Lines.Where(line => news.ContainsKey(line.Id)).ToList();
        if (lines.Count == 0)
            return null;
        var many = lines.Sum(line => news[line.Id].Many);
        var first = lines[0];
        return new(many == 1 ? "A message you have not read" : string.Create(CultureInfo.InvariantCulture, $"{many} messages you have not read"),
            [lines.Count == 1 ? "While you were away:" : "While you were away, in your conversations:"],
            "Read on", $"/open/{first.Id}/{news[first.Id].First}",
            ["This mail comes at most once a day, and only while there is something you have not read."])
        {
            Items = [.. lines.Take(MostItems).Select(line => new LetterItem(line.Called, WordsOf(line, news[line.Id].Many), $"/open/{line.Id}/{news[line.Id].First}"))],
            Unsubscribe = $"/unsubscribe/{await links.OfAsync(user, cancel)}",
        };
    }

    private static string WordsOf(ConversationLine line, long many) =>
        string.Create(CultureInfo.InvariantCulture, $"{(many == 1 ? "1 new" : $"{many} new")}. {line.Preview}");
}
