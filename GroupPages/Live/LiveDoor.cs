using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Live;

/// <summary>Who may have a stream, asked when it opens and again whenever something changed.</summary>
internal sealed class LiveDoor(Sessions sessions, GroupSnapshots groups, Conversations conversations)
{
    private static readonly TimeSpan PauseWithoutDatabase = TimeSpan.FromMilliseconds(500);

    /// <summary>Passes the door for whatever the request names; null when any of it may not be seen.</summary>
    public async Task<(SessionSnapshot Session, LiveView View)?> EnterAsync(LiveRequest asked, CancellationToken cancel)
    {
        if (asked.Token is not { } token || await sessions.FindAsync(token, cancel) is not { } session)
            return null;
        var me = new CurrentUser { Session = session, Token = token };
        var access = new GroupAccess(me, groups, null);
        ConversationVisit? open = null;
        GroupVisit? people = null;
        if (asked.Conversation is not null && (asked.ConversationId is not { } id
            || (open = await new ConversationAccess(me, conversations, access).AsReaderAsync(id, cancel)) is null))
            return null;
        if (asked.Group is not null && (people = await access.AsMemberAsync(asked.Group, cancel)) is null)
            return null;
        GroupId[] hangsOn = [.. new[] { open?.Card.GroupId, people?.Card.Id }.OfType<GroupId>().Distinct()];
        return (session, new(open?.Card.Id, people?.Card.Id, hangsOn));
    }

    public ValueTask<GroupSnapshot?> GroupAsync(GroupId id, CancellationToken cancel) => groups.FindAsync(id, cancel);

    /// <summary>Whether the reader may still see all of it. While the database is away nothing is shown, and the answer waits for it.</summary>
    public async Task<bool> MayGoOnAsync(LiveStream stream)
    {
        while (true)
        {
            try
            {
                return await MaySeeAsync(stream.Token, stream.User, stream.View, stream.Gone);
            }
            catch (Exception error) when (Database.IsUnavailable(error))
            {
                await Task.Delay(PauseWithoutDatabase, stream.Gone);
            }
        }
    }

    private async Task<bool> MaySeeAsync(string token, UserId user, LiveView view, CancellationToken cancel)
    {
        // A session may go over to another account (sql/0013, take_over): what is open is then somebody else's page.
        if (await sessions.FindAsync(token, cancel) is not { } session || session.UserId != user)
            return false;
        foreach (var id in view.Groups)
        {
            if (await groups.FindAsync(id, cancel) is not { } group || !GroupAccess.Visit(group, session).IsMember)
                return false;
        }
        return view.Conversation is not { } open || await conversations.FindAsync(open, cancel) is { } card
            && (card.IsRoom || card.People.Contains(session.UserId));
    }
}
