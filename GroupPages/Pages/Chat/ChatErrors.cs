namespace GroupPages.Pages.Chat;

/// <summary>What can go wrong with direct conversations, in words. None of them tells who has blocked whom.</summary>
public static class ChatErrors
{
    public const string NoLonger = "You can no longer write to each other.";

    public const string Nobody = "Choose at least one person.";

    public const string TooMany = "Choose at most 14 people.";

    public const string NotThem = "You can only write to people you share a group with. Look at whom you chose.";
}
