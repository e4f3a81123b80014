namespace GroupPages.Pages.Chat.Changes;

/// <summary>How a change of a message ended.</summary>
public enum Change
{
    /// <summary>It is as asked for, now or already before.</summary>
    Done,

    /// <summary>There is no such message, or who asks may not do this to it: 404.</summary>
    NotThere,

    /// <summary>It was deleted or hidden meanwhile: 409.</summary>
    Closed,

    /// <summary>Its day for edits is over: 409.</summary>
    TooLate,

    /// <summary>It would be left without words, and has no photos: 422.</summary>
    Empty,

    /// <summary>Who wrote it may not write just now: 409.</summary>
    Muted,

    /// <summary>Only leaders write there now: 409.</summary>
    OnlyLeaders,

    /// <summary>It would bring in what a newcomer cannot send yet: 409.</summary>
    Newcomer,

    /// <summary>The same in a direct conversation where nobody has answered yet: 409.</summary>
    Unanswered,

    /// <summary>There is nobody left in the direct conversation whom they may write to: 409.</summary>
    NoLonger,

    /// <summary>It has as many different emoji as a message may have: 409.</summary>
    TooMany,
}

/// <summary>What a change that could not be made says, in words.</summary>
public static class ChangeErrors
{
    public const string NotAnEmoji = "Please choose one emoji.";

    public const string TooFast = "That was a lot at once. Wait a moment and try again.";

    public static string WordsOf(Change change) => change switch
    {
        Change.TooLate => "A message can be changed for a day after it was sent; this one is older.",
        Change.Empty => "The message is empty.",
        Change.Muted => "A leader has asked you to be quiet for now.",
        Change.OnlyLeaders => "Only leaders write here now; what stands here stays as it is.",
        Change.Newcomer => "Links can be sent from your second day on.",
        Change.Unanswered => "Links can be sent here once you have an answer, or from your second day on.",
        Change.NoLonger => ChatErrors.NoLonger,
        Change.TooMany => $"This message has {ReactCommand.MostEmoji} different emoji already. Join one of them.",
        _ => "This message was deleted or hidden meanwhile.",
    };
}
