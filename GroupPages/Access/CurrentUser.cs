using GroupPages.Data;

namespace GroupPages.Access;

/// <summary>Who asks: the session's user, or nobody. One a request.</summary>
public sealed class CurrentUser
{
    /// <summary>The session this request came with; null for a visitor.</summary>
    public SessionSnapshot? Session { get; internal set; }

    /// <summary>The token the request came with, live or not: an open stream asks for its session again.</summary>
    internal string? Token { get; set; }

    public UserId? Id => Session?.UserId;

    public bool IsSignedIn => Session is not null;

    public bool IsSiteAdmin => Session is { IsSiteAdmin: true };
}

/// <summary>A live session and its user, as every request of that phone needs them.</summary>
public sealed record SessionSnapshot(
    SessionId Id, UserId UserId, string FirstName, string LastName, bool IsSiteAdmin, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt)
{
    /// <summary>The key of the user's photo; null without one.</summary>
    public string? Photo { get; init; }

    /// <summary>True when there is a word from leaders they have not read: only then does a page look for it.</summary>
    public bool HasNotice { get; init; }
}
