namespace GroupPages.Pages.Me;

/// <summary>Something that makes the page more useful, once somebody has joined. Never asked for before.</summary>
/// <param name="Link">Where it is done; null when the words say how.</param>
public sealed record NextStep(string Words, string? Link, bool IsDone)
{
    /// <summary>What is left to do and what is done, of what this site can know.</summary>
    /// <param name="signIn">Where an email is given; null when there is no such place.</param>
    public static IReadOnlyList<NextStep> Of(MyPage mine, bool hasPhoto, string? signIn)
    {
        List<NextStep> steps =
        [
            new("Add a photo, so that people know you again", "#photo", hasPhoto),
            new("Add your last name", "#lastName", mine.Profile.LastName.Length > 0),
        ];
        if (signIn is not null)
            steps.Add(new("Have a way back: give an email", signIn, mine.Email is not null));
        return steps;
    }
}
