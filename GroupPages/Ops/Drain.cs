using GroupPages.Live;

namespace GroupPages.Ops;

/// <summary>
/// Lets go of this process's people before it stops, so that a rolling restart loses nothing: <c>/readyz</c> says 503 while
/// everything is still served, until whoever stands before us has noticed; then the streams end, one here and one there; what
/// comes in last is finished. A connection that is used meanwhile is closed with its answer, so that none is left open to
/// send a request into.
/// </summary>
internal sealed class Drain(IConfiguration configuration, LiveStreams streams, TimeProvider clock, ILogger<Drain> log)
    : IHostedLifecycleService
{
    /// <summary>Enough for a proxy that asks once a second, and short enough for a person who waits.</summary>
    public const int Usual = 5;

    /// <summary>With what is then under way at most half a minute, after which systemd, Docker and others lose patience.</summary>
    public const int Longest = 15;

    // Of the whole: until a proxy has noticed, and until the last stream has ended.
    private const double Notice = 0.4, LastStream = 0.9;

    private volatile bool hasBegun;

    /// <summary>True from the moment on in which the program was told to stop.</summary>
    public bool HasBegun => hasBegun;

    /// <summary>How long people are let go. A program with a database of its own has nobody to send them to.</summary>
    public TimeSpan Length { get; } = LengthOf(configuration);

    /// <summary>How long the program may take to stop, what is under way included.</summary>
    public static TimeSpan Patience(IConfiguration configuration) =>
        LengthOf(configuration) is { Ticks: > 0 } length ? length + TimeSpan.FromSeconds(15) : TimeSpan.FromSeconds(3);

    /// <summary>Runs before the web server stops to listen; the host waits for it.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        hasBegun = true;
        if (Length > TimeSpan.Zero)
        {
            log.LogInformation("Draining for {Seconds} s: {Streams} streams", Length.TotalSeconds, streams.Count);
            await Task.Delay(Length * Notice, clock, cancellationToken);
            await EndStreamsAsync(Length * (LastStream - Notice), cancellationToken);
            await Task.Delay(Length * (1 - LastStream), clock, cancellationToken);
        }
        streams.StopAll();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Spread out: whoever is let go comes back elsewhere after a moment of its own (retry:, and the page's own jitter).
    private async Task EndStreamsAsync(TimeSpan within, CancellationToken cancel)
    {
        for (var part = 0; part < LiveStreams.Parts; part++)
        {
            streams.Stop(part);
            await Task.Delay(within / LiveStreams.Parts, clock, cancel);
        }
    }

    private static TimeSpan LengthOf(IConfiguration configuration)
    {
        var asked = configuration.GetSection("GroupPages").Get<Settings>()?.DrainSeconds;
        var hasOwnDatabase = string.IsNullOrWhiteSpace(configuration.GetConnectionString("Pooled"));
        return TimeSpan.FromSeconds(Math.Clamp(asked ?? (hasOwnDatabase ? 0 : Usual), 0, Longest));
    }
}
