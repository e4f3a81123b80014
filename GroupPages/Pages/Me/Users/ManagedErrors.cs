namespace GroupPages.Pages.Me.Users;

/// <summary>How something done for a managed user ended.</summary>
public enum Caring
{
    Done,

    /// <summary>Nobody I look after, or nobody to share with: 404.</summary>
    NotThere,

    /// <summary>I look after as many as one may: 409.</summary>
    TooMany,

    /// <summary>As many as may look after them already: 409.</summary>
    EnoughOthers,

    /// <summary>Nobody else looks after them: 409.</summary>
    OnlyMe,

    /// <summary>They lead a group now: 409.</summary>
    Leads,
}

/// <summary>What can go wrong with managed users, in words.</summary>
public static class ManagedErrors
{
    public const string Nobody = "Please choose somebody.";

    public static string WordsOf(Caring ended) => ended switch
    {
        Caring.TooMany => $"You look after {AddManagedCommand.Most} people already.",
        Caring.EnoughOthers => $"{ShareManagedCommand.Most} people look after them already.",
        Caring.OnlyMe => "Nobody else looks after them. Share it with somebody first, or remove them.",
        Caring.Leads => "They lead a group. Another leader has to change that first.",
        _ => "",
    };
}
