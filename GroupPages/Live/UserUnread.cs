using System.Globalization;
using System.Text;
using GroupPages.Data;

namespace GroupPages.Live;

/// <summary>A conversation that somebody with an open stream reads, and how far it is.</summary>
internal sealed class Followed(GroupId? group)
{
    public GroupId? Group => group;

    public ReadMark Head { get; set; }

    public HashSet<UserUnread> Readers { get; } = [];
}

/// <summary>How far somebody is in one of their conversations.</summary>
internal record struct Place(ConversationId Id, Followed Conversation, long Read, bool IsMuted)
{
    public readonly long Unread => Math.Max(0, Conversation.Head.Count - Read);
}

/// <summary>What somebody with an open stream has not read. A few hundred bytes each; the lock of <see cref="Live.Unread"/> guards it.</summary>
internal sealed class UserUnread(UserId id)
{
    /// <summary>
    /// Streams one session may hold in a crowd, and one person on all their devices. A page that nobody looks at holds none (js/live.js), so these
    /// are more windows than anybody watches, with room for lines that broke and that nobody has told us of yet.
    /// </summary>
    public const int MostOfSession = 20, MostOfUser = 60;

    private volatile string list = "";
    private long total;

    public UserId Id => id;

    public List<LiveStream> Streams { get; } = new(1);

    public Place[] Places { get; set; } = [];

    public bool IsLoaded { get; set; }

    /// <summary>The teller's tick at which the streams were last told.</summary>
    public long ToldAt { get; set; } = -10;

    /// <summary>What the badge says; muted conversations do not count.</summary>
    public long Total => Interlocked.Read(ref total);

    /// <summary>Takes in a stream. Gives the oldest one of its session, or of this person, where that is one too many: it is out already.</summary>
    public LiveStream? Add(LiveStream stream, bool isCrowded)
    {
        var tooMany = !isCrowded ? null
            : Streams.Count(other => other.Token == stream.Token) >= MostOfSession ? Streams.Find(other => other.Token == stream.Token)
            : Streams.Count >= MostOfUser ? Streams[0] : null;
        if (tooMany is not null)
            Streams.Remove(tooMany);
        Streams.Add(stream);
        return tooMany;
    }

    /// <summary>Whether somebody has one of this person's streams open for a conversation.</summary>
    public bool Reads(ConversationId conversation)
    {
        foreach (var stream in Streams)
        {
            if (stream.View.Conversation == conversation)
                return true;
        }
        return false;
    }

    /// <summary>Raises how far this person has read. True when it did rise.</summary>
    public bool Raise(ConversationId conversation, long read)
    {
        for (var i = 0; i < Places.Length; i++)
        {
            if (Places[i].Id != conversation)
                continue;
            if (Places[i].Read >= read)
                return false;
            Places[i].Read = read;
            return true;
        }
        return false;
    }

    /// <summary>Adds up, for the streams to tell.</summary>
    public void AddUp()
    {
        Interlocked.Exchange(ref total, Places.Where(place => !place.IsMuted).Sum(place => place.Unread));
        list = Streams.Exists(stream => stream.IsList)
            ? string.Concat(Places.Where(place => place.Unread > 0).Select(place => Badge("unread-in", place.Id.Value, place.Unread))) : "";
    }

    /// <summary>The event that tells a page: the badge of the tab, and for the list of conversations one for each.</summary>
    public ReadOnlyMemory<byte> Frame(bool isList) => Live.Frame.Unread(Badge("unread", Total, Total) + (isList ? list : ""));

    private static string Badge(string name, long value, long count) => new StringBuilder()
        .Append(CultureInfo.InvariantCulture, $"<span class=\"badge\" data-{name}=\"{value}\">")
        .Append(count > 99 ? "99+" : count.ToString(CultureInfo.InvariantCulture)).Append("<span class=\"vh\"> unread</span></span>").ToString();
}
