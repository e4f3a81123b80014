using System.Globalization;
using GroupPages.Tests.Support;

namespace GroupPages.Tests.Live;

/// <summary>
/// One page with the chat open: it loses its stream at random, comes back where it was, and writes down what it is sent.
/// </summary>
/// <param name="phones">The same person at one or more processes; each time it opens the stream it takes one of them.</param>
internal sealed class CrowdReader(TestGroup group, Phone[] phones, SplitMix64 random)
{
    private readonly List<MessageRow> received = [];
    private readonly List<string> faults = [];
    private readonly bool isSlow = random.OneIn(3);
    private readonly TimeSpan lateness = random.OneIn(3) ? random.Milliseconds(3_000) : TimeSpan.Zero;
    private long cursor;

    public TestGroup Group => group;

    /// <summary>Everything it was sent, in the order it came.</summary>
    public IReadOnlyList<MessageRow> Received => received;

    /// <summary>What must not have happened: a refusal, an event it did not expect.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>The number it is up to date with; read by the test while the reader runs.</summary>
    public long Cursor => Interlocked.Read(ref cursor);

    /// <summary>Reads until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await Task.Delay(lateness, stop);
            while (!stop.IsCancellationRequested)
            {
                await ReadAsync(stop);
                await Task.Delay(random.Milliseconds(100), stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            await using var stream = await OpenAsync(stop);
            if (!stream.IsEventStream)
            {
                // Away is 503; anything else would tell a phone that its place in the group is gone.
                if ((int)stream.Response.StatusCode != 503)
                    faults.Add($"the stream was answered {(int)stream.Response.StatusCode}");
                return;
            }
            using var life = CancellationTokenSource.CreateLinkedTokenSource(stop);
            life.CancelAfter(random.Milliseconds(2_000));
            await foreach (var next in stream.WithCancellation(life.Token))
            {
                Take(next);
                if (isSlow)
                    await Task.Delay(random.Milliseconds(8), life.Token);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Dropped on purpose, perhaps in the middle of an event.
        }
        catch (HttpRequestException)
        {
            // Nobody there; the next try finds out.
        }
    }

    private Task<EventStream> OpenAsync(CancellationToken stop)
    {
        var http = phones[random.Below(phones.Length)].Http;
        var at = cursor.ToString(CultureInfo.InvariantCulture);
        return random.Below(3) switch
        {
            0 => EventStream.OpenAsync(http, group.ChatStream(cursor), null, stop),
            // What the page said at its start is old by now; the browser's word counts.
            1 => EventStream.OpenAsync(http, group.ChatStream(), at, stop),
            _ => EventStream.OpenAsync(http, group.ChatStream(cursor), at, stop),
        };
    }

    private void Take(ServerEvent next)
    {
        if (next.Name != "message")
        {
            faults.Add($"the event {next.Name} came at {cursor}");
            return;
        }
        var message = LiveMessage.Of(next);
        if (message.Item.Id != $"m-{group.Room}-{message.Seq}")
            faults.Add($"{message.Item.Id} came to room {group.Room}");
        received.Add(new(message.Seq, message.Change, message.Text));
        Interlocked.Exchange(ref cursor, message.Change);
    }
}
