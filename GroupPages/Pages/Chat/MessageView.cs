using GroupPages.Data;

namespace GroupPages.Pages.Chat;

/// <summary>One message in its current state, as everybody in the conversation sees it.</summary>
public sealed record MessageView(
    ConversationId Conversation, long Seq, long ChangedSeq, UserId? AuthorId, string FirstName, string LastName, string Text, string? Key,
    DateTimeOffset CreatedAt, bool IsEdited, bool IsDeleted, bool IsHidden)
{
    /// <summary>The id of its element, on a page and in the stream alike.</summary>
    public string ElementId => $"m-{Conversation}-{Seq}";

    /// <summary>The key of the author's own photo; null without one.</summary>
    public string? Face { get; init; }

    /// <summary>Its photos; none while its words may not be shown.</summary>
    public IReadOnlyList<MessagePhoto> Photos { get; init; } = [];

    /// <summary>The address of its own page; what changes it stands below.</summary>
    public string Path => $"/chat/{Conversation}/{Seq}";

    /// <summary>What people put under it; empty while its words may not be shown.</summary>
    public IReadOnlyList<ReactionView> Reactions { get; init; } = [];

    /// <summary>Whom it names, and how.</summary>
    public IReadOnlyList<NamedPerson> Named { get; init; } = [];

    /// <summary>The author's name; words for one whose account is gone.</summary>
    public string Author => FirstName.Length == 0 ? "Somebody who left" : LastName.Length == 0 ? FirstName : $"{FirstName} {LastName}";

    /// <summary>True when its words may be shown.</summary>
    public bool IsReadable => !IsDeleted && !IsHidden;
}

/// <summary>A message on one reader's page: whose it is, and whether it goes on where the one above it left off.</summary>
public sealed record MessageOnPage(MessageView Message, bool IsMine, bool IsRun)
{
    /// <summary>Of somebody the reader has blocked: there, but shown only when asked for.</summary>
    public bool IsFolded { get; init; }

    /// <summary>Whose page it is; null where everybody gets the same.</summary>
    public UserId? Reader { get; init; }

    // A quarter of an hour later is a new thought, and worth its author's name again.
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(15);

    /// <summary>True for the first message of a day, and the first of a page; in UTC, until the page's script knows the reader's time.</summary>
    public bool IsNewDay { get; init; }

    /// <summary>As the stream sends it to everybody: the page itself finds out whose it is.</summary>
    public static MessageOnPage Shared(MessageView message) => new(message, IsMine: false, IsRun: false);

    /// <summary>A page's worth of messages for one reader, oldest first.</summary>
    /// <param name="blocked">Whom the reader has blocked; null for nobody.</param>
    public static IReadOnlyList<MessageOnPage> For(IReadOnlyList<MessageView> messages, UserId? reader, IReadOnlySet<UserId>? blocked = null) =>
        [.. messages.Select((message, i) => new MessageOnPage(
            message, message.AuthorId is { } author && author == reader, i > 0 && Continues(messages[i - 1], message))
        {
            Reader = reader,
            IsNewDay = i == 0 || !IsSameDay(messages[i - 1], message),
            IsFolded = message.AuthorId is { } by && blocked is not null && blocked.Contains(by),
        })];

    /// <summary>True when the reader reacted so.</summary>
    public bool IsMyReaction(ReactionView reaction) => Reader is { } me && reaction.By.Contains(me);

    private static bool Continues(MessageView above, MessageView message) =>
        above.AuthorId is not null && above.AuthorId == message.AuthorId && message.CreatedAt - above.CreatedAt < LongestRun
        && IsSameDay(above, message);

    private static bool IsSameDay(MessageView above, MessageView message) => above.CreatedAt.UtcDateTime.Date == message.CreatedAt.UtcDateTime.Date;
}
