using GroupPages.Data;

namespace GroupPages.Live;

/// <summary>
/// What everybody with an open stream has not read, kept by adding up what the news says: a message costs no query,
/// however many badges it moves. Read from the database only when somebody comes, or when their conversations change.
/// </summary>
internal sealed class Unread(ReadMarks marks)
{
    // The teller ticks twice a second, and nobody is told more often than once.
    private const int TicksBetween = 2;

    private readonly Lock gate = new();
    private readonly Dictionary<UserId, UserUnread> users = [];
    private readonly Dictionary<ConversationId, Followed> conversations = [];
    private readonly HashSet<UserUnread> changed = [];
    private readonly HashSet<UserId> wanted = [];

    // What was told while a read was under way: it may be newer than what the read finds.
    private News meanwhile = new();
    private long tick;

    /// <summary>
    /// A page is open: its user's badges are kept from now on, and what it shows of a conversation counts as read. Gives the
    /// stream that has to end for it; null while there is room (docs/decisions/0044).
    /// </summary>
    public LiveStream? Enter(LiveStream stream, bool isCrowded)
    {
        lock (gate)
        {
            if (!users.TryGetValue(stream.User, out var user))
            {
                users[stream.User] = user = new(stream.User);
                wanted.Add(stream.User);
            }
            stream.Unread = user;
            var tooMany = user.Add(stream, isCrowded);
            if (user.IsLoaded)
                Settle(user);
            return tooMany;
        }
    }

    public void Leave(LiveStream stream)
    {
        lock (gate)
        {
            if (stream.Unread is not { } user || !user.Streams.Remove(stream) || user.Streams.Count > 0)
                return;
            users.Remove(user.Id);
            wanted.Remove(user.Id);
            changed.Remove(user);
            Forget(user);
        }
    }

    /// <summary>The open streams of some people.</summary>
    public IReadOnlyList<LiveStream> StreamsOf(IReadOnlySet<UserId> readers)
    {
        if (readers.Count == 0)
            return [];
        lock (gate)
            return [.. readers.Where(users.ContainsKey).SelectMany(reader => users[reader].Streams)];
    }

    /// <summary>Takes in what a turn's news say: how far conversations came and how far people read, on whatever device or process.</summary>
    public void Take(News news)
    {
        lock (gate)
        {
            meanwhile.AddMarks(news);
            Raise(news.Reads);
            foreach (var (id, head) in news.Heads)
                Rise(id, head);
            wanted.UnionWith(news.IsAfterSilence ? users.Keys : news.Readers.Where(users.ContainsKey));
            foreach (var conversation in news.Groups.Count == 0 ? [] : conversations.Values.Where(c => c.Group is { } group && news.Groups.Contains(group)))
                wanted.UnionWith(conversation.Readers.Select(user => user.Id));
        }
    }

    /// <summary>The next people whose conversations must be read, at most so many. News from now on are kept for them.</summary>
    public IReadOnlyList<UserId> TakeWanted(int most)
    {
        lock (gate)
        {
            meanwhile = new();
            List<UserId> taken = [.. wanted.Take(most)];
            wanted.ExceptWith(taken);
            return taken;
        }
    }

    /// <summary>They could not be read: once more, later.</summary>
    public void PutBack(IReadOnlyList<UserId> readers)
    {
        lock (gate)
            wanted.UnionWith(readers.Where(users.ContainsKey));
    }

    /// <summary>Puts in what was read of some people, or what was told meanwhile when that is newer.</summary>
    public void Put(IReadOnlyList<UserId> readers, ILookup<UserId, ReaderRow> rows)
    {
        lock (gate)
        {
            foreach (var reader in readers)
            {
                if (!users.TryGetValue(reader, out var user))
                    continue;
                var before = user.Places;
                var places = rows[reader].Select(row => PlaceOf(row, before)).ToArray();
                Forget(user);
                user.Places = places;
                foreach (var place in places)
                {
                    place.Conversation.Readers.Add(user);
                    conversations[place.Id] = place.Conversation;
                }
                user.IsLoaded = true;
                Settle(user);
            }
            Raise(meanwhile.Reads);
        }
    }

    /// <summary>Half a second passed: tells the streams whose numbers changed.</summary>
    public void Tell()
    {
        List<LiveStream> told = [];
        lock (gate)
        {
            tick++;
            foreach (var user in changed.Where(user => tick - user.ToldAt >= TicksBetween).ToList())
            {
                changed.Remove(user);
                user.ToldAt = tick;
                user.AddUp();
                told.AddRange(user.Streams);
            }
        }
        // Outside the lock: a woken stream writes in this very call, and one whose client is gone leaves in it.
        foreach (var stream in told)
            stream.Wake(StreamSignal.Unread);
    }

    private void Rise(ConversationId id, ReadMark head)
    {
        if (!conversations.TryGetValue(id, out var conversation) || conversation.Head.Seq >= head.Seq)
            return;
        var isMessage = head.Count > conversation.Head.Count;
        conversation.Head = head;
        if (!isMessage)
            return;
        foreach (var user in conversation.Readers)
        {
            // Whoever has it open reads it as it comes, and their badges stay as they are.
            if (!user.Reads(id))
                changed.Add(user);
            else if (user.Raise(id, head.Count))
                marks.Note(id, user.Id, head);
        }
    }

    private void Raise(IEnumerable<ReadNews> told)
    {
        foreach (var (conversation, mark, readers) in told)
        {
            foreach (var reader in readers)
            {
                if (users.TryGetValue(reader, out var user) && user.Raise(conversation, mark.Count))
                    changed.Add(user);
            }
        }
    }

    // What one of their pages shows is read.
    private void Settle(UserUnread user)
    {
        foreach (var place in user.Places)
        {
            if (place.Unread > 0 && user.Reads(place.Id) && user.Raise(place.Id, place.Conversation.Head.Count))
                marks.Note(place.Id, user.Id, place.Conversation.Head);
        }
        changed.Add(user);
    }

    private Place PlaceOf(ReaderRow row, Place[] before)
    {
        var conversation = conversations.TryGetValue(row.Conversation, out var known) ? known : new(row.Group) { Head = row.Head };
        if (row.Head.Seq > conversation.Head.Seq)
            Rise(row.Conversation, row.Head);
        if (meanwhile.Heads.TryGetValue(row.Conversation, out var told) && told.Seq > conversation.Head.Seq)
            conversation.Head = told;
        var read = Math.Max(row.Read, before.FirstOrDefault(place => place.Id == row.Conversation).Read);
        if (marks.Waiting(row.Conversation, row.Reader) is { } waiting)
            read = Math.Max(read, waiting.Count);
        return new(row.Conversation, conversation, read, row.IsMuted);
    }

    private void Forget(UserUnread user)
    {
        foreach (var place in user.Places)
        {
            place.Conversation.Readers.Remove(user);
            if (place.Conversation.Readers.Count == 0)
                conversations.Remove(place.Id);
        }
        user.Places = [];
    }
}
