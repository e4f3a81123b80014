using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using GroupPages.Access;
using GroupPages.Data;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace GroupPages.Live;

/// <summary><c>GET /live</c>: the one Server-Sent Events stream of a page (PRODUCT.md section 5).</summary>
internal sealed class LiveEndpoint(
    Rooms rooms, LiveStreams streams, Replay replay, RoomReader reader, PeopleNews peopleNews, Conversations conversations,
    GroupSnapshots groups, TimeProvider clock)
{
    /// <summary>What a request asked to see, after the door: the conversation, the group, and the groups these hang on.</summary>
    private sealed record View(ConversationId? Conversation, GroupSnapshot? People, IReadOnlyList<GroupId> Groups);

    // Who joined may have been stamped by another process's clock. A card told twice does no harm: it replaces itself.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    public async Task RunAsync(HttpContext http, CurrentUser me, GroupAccess access, ConversationAccess readers, Sessions sessions)
    {
        if (me.Session is not { } session || await EnterAsync(http, access, readers) is not { } view)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        await StartAsync(http);
        var stream = new LiveStream(session.UserId, view.Conversation, view.Groups, http.Response.BodyWriter, clock, http.Abort);
        await using var gone = http.RequestAborted.UnsafeRegister(left => ((LiveStream)left!).Wake(StreamSignal.Stop), stream);
        streams.Add(stream);
        try
        {
            await ServeAsync(http, stream, view, () => MayGoOnAsync(sessions, me.Token!, view, http.RequestAborted));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
        }
        finally
        {
            streams.Remove(stream);
        }
    }

    private async Task ServeAsync(HttpContext http, LiveStream stream, View view, Func<Task<bool>> mayGoOn)
    {
        var cancel = http.RequestAborted;
        // Once more, now that the news reaches this stream: access may have ended since the door, and nobody was told.
        if (!await mayGoOn())
        {
            await stream.WriteAsync(Frame.Bye, cancel);
            return;
        }
        var people = view.People is { } group ? rooms.Enter(group, stream) : null;
        var peopleCursor = people?.Log.Head ?? 0;
        var room = view.Conversation is { } id ? await rooms.EnterAsync(id, stream) : null;
        try
        {
            if (people is not null && Number(http.Request.Query["at"].ToString()) is { } at && at < 253_402_300_000_000)
            {
                // Of the group as the room shows it: whoever joined since this request passed the door is in no later frame.
                foreach (var card in await peopleNews.JoinedSinceAsync(people.Shown, DateTimeOffset.FromUnixTimeMilliseconds(at) - ClockSkew))
                    await stream.WriteAsync(card.Bytes, cancel);
            }
            var cursor = Cursor(http.Request) ?? room?.Log.Head ?? 0;
            // Ahead of the room: the page was read a moment before the room's turn. Ahead of the database: not a
            // number of this conversation, so nothing would ever follow it.
            if (room is not null && cursor > room.Log.Head && cursor > await reader.ReadHeadAsync(view.Conversation!.Value, cancel))
            {
                await stream.WriteAsync(Frame.Reload, cancel);
                return;
            }
            await stream.RunAsync(room, cursor, people, peopleCursor,
                after => replay.ReadAsync(view.Conversation!.Value, after, room!.Log.Head, cancel), mayGoOn, cancel);
        }
        finally
        {
            if (room is not null)
                rooms.Leave(view.Conversation!.Value, room, stream);
            if (people is not null)
                rooms.Leave(view.People!.Card.Id, people, stream);
        }
    }

    /// <summary>Passes the door for whatever the request names; null when any of it may not be seen.</summary>
    private async Task<View?> EnterAsync(HttpContext http, GroupAccess access, ConversationAccess readers)
    {
        var cancel = http.RequestAborted;
        ConversationId? conversation = null;
        GroupSnapshot? people = null;
        HashSet<GroupId> all = [];
        if (http.Request.Query["c"].ToString() is { Length: > 0 } c)
        {
            if (!long.TryParse(c, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                || await readers.AsReaderAsync(new(id), cancel) is not { } visit)
                return null;
            conversation = visit.Card.Id;
            if (visit.Card.GroupId is { } group)
                all.Add(group);
        }
        if (http.Request.Query["g"].ToString() is { Length: > 0 } slug)
        {
            if (await access.AsMemberAsync(slug, cancel) is not { } visit)
                return null;
            people = visit.Group;
            all.Add(visit.Card.Id);
        }
        return new(conversation, people, [.. all]);
    }

    private static async Task StartAsync(HttpContext http)
    {
        // A silent stream is not a slow client; stuck ones are found by their flush (LiveStream.AbortIfStuck).
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        // Spread out, so that a restart is not followed by everybody in the same second.
        http.Response.BodyWriter.Write(Frame.Retry(RandomNumberGenerator.GetInt32(3_000, 15_001)).Span);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private async Task<bool> MayGoOnAsync(Sessions sessions, string token, View view, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                if (await sessions.FindAsync(token, cancel) is not { } session)
                    return false;
                foreach (var groupId in view.Groups)
                {
                    var group = await groups.FindAsync(groupId, cancel);
                    if (group is null || !GroupAccess.Visit(group, session).IsMember)
                        return false;
                }
                return view.Conversation is not { } id || await conversations.FindAsync(id, cancel) is { } card
                    && (card.IsRoom || card.People.Contains(session.UserId));
            }
            catch (Exception error) when (Database.IsUnavailable(error))
            {
                // Nothing is shown meanwhile; the answer comes when the database does.
                await Task.Delay(TimeSpan.FromMilliseconds(500), cancel);
            }
        }
    }

    /// <summary>Where the reader is: what the browser says after a break wins over what the page said at its start.</summary>
    private static long? Cursor(HttpRequest request) =>
        Number(request.Headers["Last-Event-ID"].ToString()) ?? Number(request.Query["after"].ToString());

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
