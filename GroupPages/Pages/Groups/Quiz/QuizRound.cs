using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Groups.Quiz;

/// <summary>A question of a round as the database has it.</summary>
/// <param name="Choice">What was chosen, from 1; null until answered.</param>
/// <param name="Card">How well the person is known by now; null when never asked about.</param>
public sealed record AskedQuestion(int Place, UserId Person, bool IsByName, IReadOnlyList<UserId> Options, int? Choice, QuizCard? Card)
{
    public bool IsRight => Choice is { } chosen && Options[chosen - 1] == Person;
}

/// <summary>One who can be chosen.</summary>
/// <param name="Number">What the form sends, and the key to press.</param>
public sealed record QuizOption(int Number, MemberCard Member);

/// <summary>A question as it is shown: with those of its people who are in the group at this moment.</summary>
public sealed record ShownQuestion(AskedQuestion Asked, MemberCard Person, IReadOnlyList<QuizOption> Options)
{
    public MemberCard? Chosen => Options.FirstOrDefault(option => option.Number == Asked.Choice)?.Member;
}

/// <summary>A round, as one reader sees it now. Who left, took their photo away, or blocked the reader is asked about no more.</summary>
public sealed record QuizRound(string Key, IReadOnlyList<ShownQuestion> Questions)
{
    /// <summary>The next to be answered; null at the end.</summary>
    public ShownQuestion? Next => Questions.FirstOrDefault(question => question.Asked.Choice is null);

    public int Answered => Questions.Count(question => question.Asked.Choice is not null);

    public int Right => Questions.Count(question => question.Asked.IsRight);

    public ShownQuestion? At(int? place) => Questions.FirstOrDefault(question => question.Asked.Place == place);

    /// <param name="hidden">Who is not shown in it: with whom there is a block, and the reader.</param>
    public static QuizRound Of(string key, IEnumerable<AskedQuestion> asked, GroupSnapshot group, IReadOnlySet<UserId> hidden) =>
        new(key, [.. asked.Select(question => Show(question, id => hidden.Contains(id) ? null : Member(group, id))).OfType<ShownQuestion>()]);

    private static ShownQuestion? Show(AskedQuestion asked, Func<UserId, MemberCard?> find)
    {
        var options = asked.Options.Select((id, at) => (Number: at + 1, Member: find(id)))
            .Where(option => option.Member is { } member && (!asked.IsByName || member.Photo is not null))
            .Select(option => new QuizOption(option.Number, option.Member!)).ToList();
        return find(asked.Person) is { Photo: not null } person && options.Count >= 2 ? new(asked, person, options) : null;
    }

    private static MemberCard? Member(GroupSnapshot group, UserId id) =>
        group.Everybody.TryGetValue(id, out var member) && member.Role != MemberRole.Guest ? member : null;
}
