using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Channels;

namespace GroupPages.Tests.Support;

/// <summary>
/// Reads Server-Sent Events as a browser's EventSource does, without its reconnecting. Events are gathered in the background, so
/// a wait that times out loses none.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "The standard's word for it; nobody takes it for System.IO.Stream.")]
public sealed class EventStream : IAsyncEnumerable<ServerEvent>, IAsyncDisposable
{
    private readonly Channel<ServerEvent> events = Channel.CreateUnbounded<ServerEvent>();
    private readonly CancellationTokenSource closing = new();
    private readonly ServerEventParser parser = new();
    private readonly Task gathering;

    private EventStream(HttpResponseMessage response)
    {
        Response = response;
        gathering = IsEventStream ? GatherAsync() : Task.CompletedTask;
        if (!IsEventStream) events.Writer.Complete();
    }

    /// <summary>The answer: status and headers. Its body is left unread when it is no event stream.</summary>
    public HttpResponseMessage Response { get; }

    /// <summary>A success of the type <c>text/event-stream</c>; anything else is a stream without events.</summary>
    public bool IsEventStream => Response is { IsSuccessStatusCode: true, Content.Headers.ContentType.MediaType: "text/event-stream" };

    /// <summary>Comment lines so far, heartbeats among them.</summary>
    public int Comments => parser.Comments;

    /// <summary>The reconnection time the server asked for last.</summary>
    public TimeSpan? Retry => parser.Retry;

    /// <summary>Why the stream broke off; null while it runs, and where it ended well or was disposed.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Asks for a stream and returns when the headers are there.</summary>
    /// <param name="client">Who asks, with cookies and base address.</param>
    /// <param name="url">Where.</param>
    /// <param name="lastEventId">Sent as <c>Last-Event-ID</c>, as a browser does when it comes back.</param>
    /// <param name="cancellationToken">Ends the wait for the headers only.</param>
    public static async Task<EventStream> OpenAsync(
        HttpClient client, string url, string? lastEventId = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        request.Headers.CacheControl = new CacheControlHeaderValue { NoStore = true };
        if (lastEventId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        return new EventStream(await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken));
    }

    /// <summary>The next event; null where the stream has ended (see <see cref="Fault"/> for how).</summary>
    /// <exception cref="TimeoutException">None came in time; a later call may still get it.</exception>
    public async Task<ServerEvent?> NextAsync(TimeSpan timeout)
    {
        using var late = new CancellationTokenSource(timeout);
        try
        {
            return await events.Reader.WaitToReadAsync(late.Token) && events.Reader.TryRead(out var next) ? next : null;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw new TimeoutException($"No event within {timeout.TotalSeconds:0.###} s ({Comments} comments so far).");
        }
    }

    /// <inheritdoc />
    public IAsyncEnumerator<ServerEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        events.Reader.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Closes the connection, as a browser that leaves the page.</summary>
    public async ValueTask DisposeAsync()
    {
        // Not disposed itself: a source without a timer holds nothing, and a test may close a stream twice.
        await closing.CancelAsync();
        Response.Dispose();
        await gathering;
    }

    private async Task GatherAsync()
    {
        try
        {
            using var reader = new StreamReader(await Response.Content.ReadAsStreamAsync(closing.Token), Encoding.UTF8);
            while (await reader.ReadLineAsync(closing.Token) is { } line)
            {
                if (parser.Take(line) is { } complete) events.Writer.TryWrite(complete);
            }
        }
        catch (Exception broken)
        {
            if (!closing.IsCancellationRequested) Fault = broken;
        }
        finally
        {
            events.Writer.Complete();
        }
    }
}
