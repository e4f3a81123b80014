using System.Globalization;
using GroupPages.Data;
using GroupPages.Ops;
using GroupPages.Pages.Chat;

namespace GroupPages.Live;

/// <summary>How far some people have read a conversation.</summary>
internal sealed record ReadNews(ConversationId Conversation, ReadMark Mark, IReadOnlyList<UserId> Readers);

/// <summary>What changed since the last turn, as NOTIFY told it (sql/0001, "news"): ids, and the words of plain new messages.</summary>
internal sealed class News
{
    /// <summary>To be looked at, whatever is told of them.</summary>
    public HashSet<ConversationId> Conversations { get; } = [];

    /// <summary>How far conversations have come.</summary>
    public Dictionary<ConversationId, ReadMark> Heads { get; } = [];

    /// <summary>New messages whose words came along, in the order of their conversations.</summary>
    public List<MessageView> Words { get; } = [];

    /// <summary>How far people have read; a list, because a roomful of readers is one entry.</summary>
    public List<ReadNews> Reads { get; } = [];

    /// <summary>Whose conversations, or mutes, changed.</summary>
    public HashSet<UserId> Readers { get; } = [];

    /// <summary>Direct conversations whose people or name changed.</summary>
    public HashSet<ConversationId> Directs { get; } = [];

    public HashSet<GroupId> Groups { get; } = [];
    public HashSet<(GroupId Group, UserId User)> Members { get; } = [];
    public HashSet<UserId> Users { get; } = [];
    public HashSet<string> Codes { get; } = [];

    /// <summary>Who marked somebody as met, or took a mark back.</summary>
    public HashSet<UserId> Met { get; } = [];

    /// <summary>Photos were withdrawn, or came back.</summary>
    public bool ArePhotosWithdrawn { get; private set; }

    /// <summary>Tries that another process counted.</summary>
    public List<TryNews> Tries { get; } = [];

    /// <summary>Who blocked somebody, or took a block back.</summary>
    public HashSet<UserId> Blocked { get; } = [];

    /// <summary>Groups whose people page was just opened here.</summary>
    public HashSet<GroupId> Opened { get; } = [];

    /// <summary>Something is told of groups, their people or who looks at them.</summary>
    public bool ArePeopleTold => Members.Count + Users.Count + Groups.Count + Opened.Count > 0;

    /// <summary>The listener was away: anything may have changed.</summary>
    public bool IsEverything { get; set; }

    /// <summary>The listener is back: what was told meanwhile is lost.</summary>
    public bool IsAfterSilence { get; set; }

    // Words alone are nothing to do: what says how far their conversation is follows in the same breath.
    public bool IsEmpty =>
        !IsEverything && !ArePhotosWithdrawn && Conversations.Count + Heads.Count + Groups.Count + Members.Count + Users.Count + Codes.Count + Met.Count + Opened.Count + Directs.Count
            + Reads.Count + Readers.Count + Blocked.Count + Tries.Count == 0;

    /// <summary>Takes in one payload. One that is not ours is passed over: the channel is open to whoever has the database.</summary>
    public void Add(string payload)
    {
        if (ToldMessage.IsOne(payload))
        {
            if (ToldMessage.Read(payload) is { } message)
                Words.Add(message);
            return;
        }
        switch (payload.Split(':'))
        {
            case ["c", var conversation, var seq, var count] when Number(conversation) is { } id && Mark(seq, count) is { } head:
                Rise(Heads, new(id), head);
                break;
            case ["r", var user] when Number(user) is { } id:
                Readers.Add(new(id));
                break;
            case ["s", var conversation, var seq, var count, var readers] when Number(conversation) is { } id && Mark(seq, count) is { } mark:
                Reads.Add(new(new(id), mark, [.. readers.Split(',').Select(Number).OfType<long>().Select(user => new UserId(user))]));
                break;
            case ["d", var conversation] when Number(conversation) is { } id:
                Directs.Add(new(id));
                break;
            case ["g", var group] when Number(group) is { } id:
                Groups.Add(new(id));
                break;
            case ["g", var group, var user] when Number(group) is { } id && Number(user) is { } member:
                Members.Add((new(id), new(member)));
                break;
            case ["u", var user] when Number(user) is { } id:
                Users.Add(new(id));
                break;
            case ["m", var user] when Number(user) is { } id:
                Met.Add(new(id));
                break;
            case ["p", ""]:
                ArePhotosWithdrawn = true;
                break;
            case ["b", var user] when Number(user) is { } id:
                Blocked.Add(new(id));
                break;
            case ["l", var process, var limit, var key, var count] when Number(count) is { } many:
                Tries.Add(new(process, limit, key, (int)Math.Min(many, TryNews.Most)));
                break;
            case ["j", var code]:
                Codes.Add(code);
                break;
        }
    }

    /// <summary>Puts back what a failed turn could not work off.</summary>
    public void Add(News other)
    {
        Conversations.UnionWith(other.Conversations);
        Directs.UnionWith(other.Directs);
        Groups.UnionWith(other.Groups);
        Members.UnionWith(other.Members);
        Users.UnionWith(other.Users);
        Codes.UnionWith(other.Codes);
        Met.UnionWith(other.Met);
        Blocked.UnionWith(other.Blocked);
        Opened.UnionWith(other.Opened);
        Readers.UnionWith(other.Readers);
        Words.AddRange(other.Words);
        Tries.AddRange(other.Tries);
        AddMarks(other);
        ArePhotosWithdrawn |= other.ArePhotosWithdrawn;
        IsEverything |= other.IsEverything;
        IsAfterSilence |= other.IsAfterSilence;
    }

    /// <summary>Takes over how far conversations and people have come, and nothing else.</summary>
    public void AddMarks(News other)
    {
        Reads.AddRange(other.Reads);
        foreach (var (id, head) in other.Heads)
            Rise(Heads, id, head);
    }

    private static void Rise<TKey>(Dictionary<TKey, ReadMark> marks, TKey key, ReadMark mark) where TKey : notnull
    {
        if (!marks.TryGetValue(key, out var before) || before.Seq < mark.Seq)
            marks[key] = mark;
    }

    private static ReadMark? Mark(string seq, string count) => Number(seq) is { } number && Number(count) is { } many ? new(number, many) : null;

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>Where the listener puts news and the turn takes them from: while a turn runs, the next one's gather here.</summary>
internal sealed class NewsBox : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim filled = new(0, 1);
    private News gathered = new();

    public void Add(Action<News> add)
    {
        lock (gate)
        {
            add(gathered);
            if (!gathered.IsEmpty && filled.CurrentCount == 0)
                filled.Release();
        }
    }

    /// <summary>Waits until there is something, and takes all of it.</summary>
    public async Task<News> TakeAsync(CancellationToken cancel)
    {
        await filled.WaitAsync(cancel);
        lock (gate)
        {
            var taken = gathered;
            gathered = new();
            return taken;
        }
    }

    public void Dispose() => filled.Dispose();
}
