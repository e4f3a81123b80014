using System.Globalization;
using GroupPages.Tests.Support;

namespace GroupPages.Tests.Live;

/// <summary>
/// One page with a conversation open, as the script runs it: drawn once, then kept by the stream, which breaks at random.
/// Whoever is put out loses the page, and looks now and then whether it is there again.
/// </summary>
/// <param name="phones">The same person at one or more processes.</param>
internal sealed class TalkReader(Talk talk, Phone[] phones, SplitMix64 random)
{
    // PRODUCT.md promises two seconds. A machine with everything on it at once may need a moment more.
    private static readonly TimeSpan LongestAfterwards = TimeSpan.FromSeconds(4);

    private readonly List<string> faults = [];
    private readonly ChatDom dom = new();
    private long cursor;
    private volatile bool isIn;

    public Talk Talk => talk;

    public long User => phones[0].UserId;

    public ChatDom Dom => dom;

    public IReadOnlyList<string> Faults => faults;

    public long Cursor => Interlocked.Read(ref cursor);

    /// <summary>True while it has the page; false once it was told to go.</summary>
    public bool IsIn => isIn;

    /// <summary>How often it lost the page.</summary>
    public int Byes { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                if (isIn || await DrawAsync(stop))
                    await ReadAsync(stop);
                await Task.Delay(random.Milliseconds(120), stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    /// <summary>Loads the page; a direct conversation begins empty, before its first change.</summary>
    private async Task<bool> DrawAsync(CancellationToken stop)
    {
        if (talk.Path is null)
        {
            dom.Draw([], hasOlder: false);
            Interlocked.Exchange(ref cursor, 0);
            return isIn = true;
        }
        try
        {
            using var answer = await Phone().Http.GetAsync(talk.Path, stop);
            if ((int)answer.StatusCode is 404 or 503)
                return false;
            var page = await GroupPages.Tests.Support.Phone.HtmlAsync(answer);
            dom.Draw(page.QuerySelectorAll("li[data-seq]"), page.QuerySelector("li.older") is not null);
            Interlocked.Exchange(ref cursor, long.Parse(page.QuerySelector(".messages")!.GetAttribute("data-seq")!, CultureInfo.InvariantCulture));
            return isIn = true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            var at = cursor.ToString(CultureInfo.InvariantCulture);
            await using var stream = await EventStream.OpenAsync(
                Phone().Http, $"/live?c={talk.Id}&after={(random.OneIn(2) ? at : "0")}", at, stop);
            if (!stream.IsEventStream)
            {
                if ((int)stream.Response.StatusCode == 404)
                    Leave();
                else if ((int)stream.Response.StatusCode != 503)
                    faults.Add($"the stream was answered {(int)stream.Response.StatusCode}");
                return;
            }
            using var life = CancellationTokenSource.CreateLinkedTokenSource(stop);
            life.CancelAfter(random.Milliseconds(3_000));
            await foreach (var next in stream.WithCancellation(life.Token))
            {
                if (!Take(next))
                    return;
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Dropped on purpose.
        }
        catch (HttpRequestException)
        {
            // Nobody there; the next try finds out.
        }
    }

    private bool Take(ServerEvent next)
    {
        if (!isIn)
            faults.Add($"{next.Name} came after bye");
        switch (next.Name)
        {
            case "bye":
                Leave();
                return true;
            case "reload":
                isIn = false;
                return false;
            case "message":
                var message = LiveMessage.Of(next);
                if (message.Item.Id != $"m-{talk.Id}-{message.Seq}")
                    faults.Add($"{message.Item.Id} came to conversation {talk.Id}");
                if (message.Change <= cursor)
                    faults.Add($"change {message.Change} came after {cursor}");
                if (talk.OutFor(User) > LongestAfterwards)
                    faults.Add($"change {message.Change} came {talk.OutFor(User)} after the removal");
                dom.Put(message.Item);
                Interlocked.Exchange(ref cursor, message.Change);
                return true;
            default:
                // Badges and whatever else the one stream carries.
                return true;
        }
    }

    private void Leave()
    {
        isIn = false;
        Byes++;
        dom.Draw([], hasOlder: false);
        Interlocked.Exchange(ref cursor, 0);
    }

    private Phone Phone() => phones[random.Below(phones.Length)];
}
