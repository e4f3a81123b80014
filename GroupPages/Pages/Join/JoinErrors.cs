namespace GroupPages.Pages.Join;

/// <summary>Why a join did not happen.</summary>
public abstract record JoinRefusal
{
    /// <summary>No such code: 404.</summary>
    public sealed record Unknown : JoinRefusal;

    /// <summary>A code that lets nobody in now, in words: 410.</summary>
    public sealed record Gone(string Title, string Words) : JoinRefusal;

    /// <summary>The name cannot stand: 422.</summary>
    public sealed record BadName(string Words) : JoinRefusal;

    /// <summary>This form was already sent, long ago, by somebody who may not be the one who sends it now: 409.</summary>
    public sealed record StaleForm : JoinRefusal;

    /// <summary>Too many at once: 429.</summary>
    public sealed record TooMany : JoinRefusal;

    public static Gone NotStarted(DateTimeOffset from, string ask) =>
        new("Not open yet", $"This code opens on {from.UtcDateTime:d MMMM} at {from.UtcDateTime:HH:mm} UTC. If that seems wrong, ask {ask}.");

    public static Gone Expired(string ask) => new("This code has ended", $"Ask {ask} for a new one.");

    public static Gone Full(string ask) => new("This code is used up", $"As many people as it was made for have joined. Ask {ask} for a new one.");

    public static Gone Revoked(string ask) => new("This code was withdrawn", $"Ask {ask} for a new one.");
}
