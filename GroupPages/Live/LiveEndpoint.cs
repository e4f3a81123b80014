using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using GroupPages.Data;
using GroupPages.Ops;
using GroupPages.Ops.Monitoring;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace GroupPages.Live;

/// <summary>
/// <c>GET /live</c>: the one Server-Sent Events stream of a page (PRODUCT.md section 5). It stands before routing and all
/// that follows it: what a request leaves there stays for the life of the stream, ten thousand times.
/// </summary>
internal sealed class LiveEndpoint
{
    private readonly LiveDoor door;
    private readonly Rooms rooms;
    private readonly LiveStreams streams;
    private readonly RoomReader reader;
    private readonly PeopleNews peopleNews;
    private readonly Unread unread;
    private readonly Metrics metrics;
    private readonly TimeProvider clock;
    private readonly Func<LiveStream, long, Task<List<Frame>?>> missed;
    private readonly Func<LiveStream, Task<bool>> mayGoOn;

    public LiveEndpoint(LiveDoor door, Rooms rooms, LiveStreams streams, Replay replay, RoomReader reader, PeopleNews peopleNews, Unread unread, Metrics metrics, TimeProvider clock)
    {
        (this.door, this.rooms, this.streams, this.reader) = (door, rooms, streams, reader);
        (this.peopleNews, this.unread, this.metrics, this.clock) = (peopleNews, unread, metrics, clock);
        // Once for all streams.
        missed = (stream, after) => replay.ReadAsync(stream.View.Conversation!.Value, after, stream.Room!.Log.Head, stream.Gone);
        mayGoOn = door.MayGoOnAsync;
    }

    // What a page asks is a few dozen signs. Kestrel keeps the words of a request for as long as it lasts: here, as the stream.
    private const int LongestQuery = 512;

    /// <summary>Serves the stream; whatever is none, or may not be seen, goes on to the pages and gets their 404.</summary>
    public async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        if (!metrics.Counted("streams of all", !streams.IsFull))
        {
            Refuse(http, seconds: 15);
            return;
        }
        LiveStream? stream = null;
        try
        {
            if (http.Request.QueryString.Value?.Length is not > LongestQuery)
                stream = await OpenAsync(http);
            if (stream is not null)
                await stream.RunAsync(missed, mayGoOn);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error) when (Database.IsUnavailable(error))
        {
            // A stream that has begun just ends, and its page comes back.
            if (!http.Response.HasStarted)
                Refuse(http, seconds: 3);
            return;
        }
        finally
        {
            if (stream is not null)
                Close(stream);
        }
        if (stream is null)
            await next(http);
    }

    /// <summary>Passes the door, says hello and lets the stream into its rooms. Null when any of it may not be seen.</summary>
    private async Task<LiveStream?> OpenAsync(HttpContext http)
    {
        var asked = LiveRequest.Of(http.Request);
        if (await door.EnterAsync(asked, http.RequestAborted) is not var (session, view))
            return null;
        var stream = new LiveStream(http, session.UserId, asked.Token!, view, clock);
        try
        {
            await StartAsync(http);
            stream.TakeConnection();
            http.RequestAborted.UnsafeRegister(static left => ((LiveStream)left!).Wake(StreamSignal.Stop), stream);
            streams.Add(stream);
            await EnterRoomsAsync(stream, asked);
            Forget(http.Request.Headers);
            return stream;
        }
        catch
        {
            Close(stream);
            throw;
        }
    }

    // All that was said to open it, a browser's dozen of headers and the cookie, would stay as long as the stream. One by one:
    // Kestrel's Clear keeps the words for its next request.
    private static void Forget(IHeaderDictionary headers)
    {
        foreach (var name in headers.Keys.ToList())
            headers.Remove(name);
    }

    private async Task EnterRoomsAsync(LiveStream stream, LiveRequest asked)
    {
        // Once more, now that the news reaches this stream: access may have ended since the door, and nobody was told.
        if (!await door.MayGoOnAsync(stream))
        {
            await EndAsync(stream, Frame.Bye);
            return;
        }
        if (stream.View.People is { } group && await door.GroupAsync(group, stream.Gone) is { } people)
            stream.People = rooms.Enter(people, stream);
        if (stream.View.Conversation is { } id)
            stream.Room = await rooms.EnterAsync(id, stream);
        var peopleCursor = stream.People?.Log.Head ?? 0;
        if (stream.People is { } shown && asked.At is { } at)
        {
            // Of the group as the room shows it: whoever joined since this request passed the door is in no later frame.
            await stream.WriteAsync(await peopleNews.SinceAsync(shown.Shown, at), stream.Gone);
        }
        var cursor = asked.Cursor ?? stream.Room?.Log.Head ?? 0;
        stream.StartAt(cursor, peopleCursor);
        stream.Shows(asked.Unread, asked.IsList);
        if (unread.Enter(stream) is { } tooMany)
        {
            metrics.Counted("streams", isAllowed: false);
            tooMany.Wake(StreamSignal.Stop);
        }
        // Ahead of the room: the page was read a moment before the room's turn. Ahead of the database: not a
        // number of this conversation, so nothing would ever follow it.
        if (stream.Room is { } room && cursor > room.Log.Head && cursor > await reader.ReadHeadAsync(stream.View.Conversation!.Value, stream.Gone))
            await EndAsync(stream, Frame.Reload);
    }

    private static async Task EndAsync(LiveStream stream, ReadOnlyMemory<byte> last)
    {
        await stream.WriteAsync(last, stream.Gone);
        stream.Wake(StreamSignal.Stop);
    }

    private void Close(LiveStream stream)
    {
        streams.Remove(stream);
        unread.Leave(stream);
        if (stream.Room is { } room)
            rooms.Leave(stream.View.Conversation!.Value, room, stream);
        if (stream.People is { } people)
            rooms.Leave(stream.View.People!.Value, people, stream);
    }

    private static void Refuse(HttpContext http, int seconds)
    {
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
    }

    private static async Task StartAsync(HttpContext http)
    {
        // A silent stream is not a slow client; stuck ones are found by their flush (LiveStream.AbortIfStuck).
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        SecurityHeaders.Add(http);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        // No request follows on this connection: Kestrel's time-outs for one would be counted from long ago (TakeConnection).
        if (HttpProtocol.IsHttp11(http.Request.Protocol))
            http.Response.Headers.Connection = "close";
        // Spread out, so that a restart is not followed by everybody in the same second.
        http.Response.BodyWriter.Write(Frame.Retry(RandomNumberGenerator.GetInt32(3_000, 15_001)).Span);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }
}
