using System.Text.Json;

namespace GroupPages.Work.Jobs;

/// <summary>A job that this process holds.</summary>
/// <param name="Id">A row of <c>jobs</c>.</param>
/// <param name="Key">What it is about; empty where there is only one of its kind.</param>
/// <param name="Attempts">The how-many-eth try this is, from 1.</param>
/// <param name="Claim">The number of this holding: a later one is somebody else's.</param>
/// <param name="Asked">How often it had been asked for when it was taken.</param>
public sealed record Job(long Id, string Kind, string Key, string Payload, int Attempts, long Claim, long Asked)
{
    /// <summary>What it was given along.</summary>
    public T Read<T>() => JsonSerializer.Deserialize<T>(Payload, JsonSerializerOptions.Web)!;
}

/// <summary>How a job ended that did not throw.</summary>
/// <param name="Again">When it is due again; null when it is over.</param>
/// <param name="Fault">What went wrong nevertheless, such as a mail server that was away: counted and shown as a failure.</param>
public sealed record JobEnd(DateTimeOffset? Again = null, string? Fault = null)
{
    public static readonly JobEnd Done = new();
}

/// <summary>
/// What one kind of job does. At least once, never surely only once: after a crash, or when it took longer than
/// <see cref="Limit"/>, it is done again, perhaps elsewhere, so twice must be as good as once.
/// </summary>
public interface IJobKind
{
    /// <summary>Its name in the table, the figures and on the page.</summary>
    string Name { get; }

    /// <summary>What it is for, in an operator's words.</summary>
    string Words { get; }

    /// <summary>True for one that is there from the start and always comes again: it is never given up, and cannot be dropped.</summary>
    bool IsStanding => false;

    /// <summary>How often a job is tried before it waits for somebody to look at it.</summary>
    int Tries => 10;

    /// <summary>How long it may take. It is stopped then; whoever died with it is waited for as long.</summary>
    TimeSpan Limit => TimeSpan.FromMinutes(2);

    /// <summary>True where it waits for servers of strangers: only one such job at a time is worked on, so that they never hold up the rest.</summary>
    bool IsAtTheMercyOfOthers => false;

    Task<JobEnd> RunAsync(Job job, CancellationToken cancel);
}
