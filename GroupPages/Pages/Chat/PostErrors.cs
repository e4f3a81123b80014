using GroupPages.Access;

namespace GroupPages.Pages.Chat;

/// <summary>How a post ended: its number, or why it was not taken. Neither for whom the conversation does not exist: 404.</summary>
/// <param name="Seq">The message's number; the same one when the key was used before.</param>
public sealed record PostResult(long? Seq, PostRefusal? Refusal)
{
    /// <summary>Nobody's conversation, or not this author's.</summary>
    public static readonly PostResult NotFound = new(null, null);
}

/// <summary>Why somebody who may read here may not write this now.</summary>
/// <param name="Reason">As the statement names it: <c>leaders</c>, <c>muted</c>, <c>newcomer</c>, <c>unanswered</c>, <c>slow</c>.</param>
/// <param name="Until">When it ends by itself, if it does.</param>
/// <param name="Now">When it was refused.</param>
public sealed record PostRefusal(string Reason, DateTimeOffset? Until, DateTimeOffset Now)
{
    /// <summary>Seconds until another try is welcome; null when waiting does not help soon.</summary>
    public int? RetryAfter => Reason == "slow" ? Math.Max(1, (int)Math.Ceiling(((Until ?? Now) - Now).TotalSeconds)) : null;

    /// <summary>429 asks to wait, 422 to change the text; 409 is for what the author cannot change.</summary>
    public int Status => Reason switch
    {
        "slow" => StatusCodes.Status429TooManyRequests,
        "newcomer" or "unanswered" => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status409Conflict,
    };

    public string Words => Reason switch
    {
        "leaders" => "Only leaders write here.",
        "muted" => $"A leader has asked you to be quiet until {Moment(Until)}.",
        "newcomer" => "Links and photos can be sent from your second day on.",
        "unanswered" => "Links and photos can be sent here once you have an answer, or from your second day on.",
        "slow" => $"Slow mode: again in {(RetryAfter < 120 ? $"{RetryAfter} s" : $"{(RetryAfter + 59) / 60} min")}.",
        _ => "This cannot be sent here.",
    };

    /// <summary>What is known before anything is typed: why there is no composer. Null for whoever may write.</summary>
    public static PostRefusal? Before(GroupVisit visit, DateTimeOffset now)
    {
        if (visit.IsLeader)
            return null;
        if (visit.UserId is { } user && visit.Group.Everybody.TryGetValue(user, out var member) && member.MutedUntil > now)
            return new("muted", member.MutedUntil, now);
        return visit.Card.Rules.OnlyLeadersWrite ? new("leaders", null, now) : null;
    }

    /// <summary>The same for photos on somebody's first day.</summary>
    /// <param name="visit">The room's group; null for a direct conversation, of which the database knows more (<see cref="DirectQuery.MayShareAsync"/>).</param>
    public static PostRefusal? OfPhotos(GroupVisit? visit, DateTimeOffset now) =>
        visit is { IsLeader: false, Card.Rules.NewcomersShare: false, UserId: { } user } && visit.Group.Everybody.TryGetValue(user, out var member)
            && member.JoinedAt > now - RoomRules.FirstDay ? new("newcomer", null, now) : null;

    // The server does not know the reader's time zone; the page puts its own time in when a script runs.
    private static string Moment(DateTimeOffset? at) => $"{at:d MMM, HH:mm} UTC";
}
