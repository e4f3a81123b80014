using System.Globalization;
using AngleSharp.Dom;
using GroupPages.Tests.Support;

namespace GroupPages.Tests.Live;

/// <summary>A message as somebody sees it: its words or what stands for them, the mark "edited", and who put what under it.</summary>
public sealed record SeenMessage(long Seq, string Words, bool IsEdited, string Reactions)
{
    public static SeenMessage Of(IElement item) => new(
        long.Parse(item.GetAttribute("data-seq")!, CultureInfo.InvariantCulture),
        item.QuerySelector(".bubble")!.TextContent.Trim(),
        item.QuerySelector(".note") is not null,
        string.Join(' ', item.QuerySelectorAll(".reactions button").Select(pill =>
            $"{pill.GetAttribute("value")}{pill.QuerySelector("span")!.TextContent}:{Sorted(pill.GetAttribute("data-reactors")!)}").Order(StringComparer.Ordinal)));

    /// <summary>The same of every message, from the tables themselves.</summary>
    public static async Task<IReadOnlyList<SeenMessage>> TruthAsync(TestSite site, long conversation)
    {
        var rows = await site.SqlAsync<string[]>("""
            SELECT coalesce(array_agg(concat_ws('|', m.seq, CASE WHEN m.deleted_at IS NOT NULL THEN 'Message deleted' WHEN m.hidden_at IS NOT NULL THEN 'Hidden by a leader' ELSE m.text END,
                m.edited_at IS NOT NULL AND m.deleted_at IS NULL AND m.hidden_at IS NULL, coalesce(r.said, '')) ORDER BY m.seq), '{}')
            FROM messages m LEFT JOIN LATERAL (
                SELECT string_agg(one.emoji || one.count || ':' || one.users, ';') AS said
                FROM (
                    SELECT emoji, count(*), string_agg(user_id::text, ' ') AS users FROM reactions
                    WHERE conversation_id = m.conversation_id AND seq = m.seq AND m.deleted_at IS NULL AND m.hidden_at IS NULL GROUP BY emoji) one) r ON true
            WHERE m.conversation_id = $1
            """, conversation);
        return [.. rows.Select(row => row.Split('|')).Select(part => new SeenMessage(
            long.Parse(part[0], CultureInfo.InvariantCulture), part[1], part[2] == "t", Parsed(part[3])))];
    }

    private static string Parsed(string said) => string.Join(' ', said.Split(';', StringSplitOptions.RemoveEmptyEntries)
        .Select(one => $"{one.Split(':')[0]}:{Sorted(one.Split(':')[1])}").Order(StringComparer.Ordinal));

    private static string Sorted(string ids) => string.Join(',', ids.Split(' ').Order(StringComparer.Ordinal));
}

/// <summary>What a page shows: the messages it was drawn with, and every frame put in its place by id, as the script does it.</summary>
public sealed class ChatDom
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<long, SeenMessage> messages = [];
    private long first;

    /// <summary>What stands there, in order. Read by the test while the reader runs.</summary>
    public IReadOnlyList<SeenMessage> Messages
    {
        get
        {
            lock (gate)
                return [.. messages.Values];
        }
    }

    /// <summary>The earliest message that has a place here: what changes above it is not this page's business.</summary>
    public long First
    {
        get
        {
            lock (gate)
                return first;
        }
    }

    /// <summary>Draws the page anew.</summary>
    /// <param name="hasOlder">There are earlier messages, which it does not show.</param>
    public void Draw(IEnumerable<IElement> items, bool hasOlder)
    {
        lock (gate)
        {
            messages.Clear();
            foreach (var item in items)
                messages[SeenMessage.Of(item).Seq] = SeenMessage.Of(item);
            first = hasOlder && messages.Count > 0 ? messages.Keys.First() : 0;
        }
    }

    public void Put(IElement item)
    {
        var message = SeenMessage.Of(item);
        lock (gate)
        {
            if (message.Seq >= first)
                messages[message.Seq] = message;
        }
    }
}
