namespace GroupPages.Pages.Admin;

/// <summary>What stands above and below a list, whatever it lists.</summary>
/// <param name="What">What is searched, such as "Name or email".</param>
/// <param name="Shows">Which of them can be shown, by value and words.</param>
public sealed record DeskView(
    DeskFilter Filter, string What, IReadOnlyList<(string Value, string Words)> Shows, IReadOnlyList<(string Value, string Words)> Sorts,
    string Found, long? Before, long? After);
