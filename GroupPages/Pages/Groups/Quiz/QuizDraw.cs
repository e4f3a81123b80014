using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Groups.Quiz;

/// <summary>Whom a round asks about.</summary>
public enum RoundKind
{
    /// <summary>Who is due, then who was never asked about.</summary>
    Due,

    /// <summary>Who joined today, due or not.</summary>
    New,

    /// <summary>Anybody: practice when nobody is due.</summary>
    Again,
}

/// <summary>A question before it is asked.</summary>
/// <param name="IsByName">Shows the name and asks for the face; else the other way round.</param>
/// <param name="Options">Who can be chosen, <paramref name="Person"/> among them, in the order of the page.</param>
public sealed record QuizQuestion(UserId Person, bool IsByName, IReadOnlyList<UserId> Options);

/// <summary>Draws the questions of a round. Pure: the same people, cards, time and dice give the same round.</summary>
/// <param name="dice">A number from 0 to below the one given.</param>
public sealed class QuizDraw(Func<int, int> dice)
{
    /// <summary>A few minutes' worth.</summary>
    public const int LongestRound = 10;

    /// <summary>An evening's newcomers.</summary>
    public const int LongestNew = 20;

    private const int Choices = 4;

    // The wrong answers come from this many who are most alike, so that they are not always the same three.
    private const int Alike = 8;

    /// <summary>Whom one meets in the quiz: everybody else, but nobody with whom there is a block, whoever made it.</summary>
    public static IReadOnlyList<MemberCard> Others(GroupSnapshot group, UserId me, Knowledge mine) =>
        [.. group.Members.Where(m => m.Id != me && !mine.Avoided.Contains(m.Id))];

    /// <summary>Whom of them one may be asked about: who has a real photo.</summary>
    public static IEnumerable<MemberCard> Faces(IEnumerable<MemberCard> others) => others.Where(m => m.Photo is not null);

    /// <summary>Which of them it is time to ask about, those who waited longest first, then who was never asked about, the newest first.</summary>
    public static IReadOnlyList<MemberCard> Due(IEnumerable<MemberCard> others, Knowledge mine, DateTimeOffset now) =>
        [.. Faces(others).Where(m => Leitner.IsDue(mine.Of(m), now)).OrderBy(m => mine.Of(m)?.DueAt ?? DateTimeOffset.MaxValue)];

    /// <summary>Who joined today, whom one knows least first.</summary>
    public static IReadOnlyList<MemberCard> Newcomers(IEnumerable<MemberCard> others, Knowledge mine, DateTimeOffset now) =>
        [.. Faces(others).Where(m => People.MemberCardView.IsNewAt(m, now)).OrderBy(m => mine.Of(m)?.Box ?? 0)];

    /// <summary>The questions of a round; none when there is nobody to ask about, or nobody to take them for.</summary>
    public IReadOnlyList<QuizQuestion> Make(RoundKind kind, IReadOnlyList<MemberCard> others, Knowledge mine, DateTimeOffset now)
    {
        var asked = kind switch
        {
            RoundKind.New => Newcomers(others, mine, now).Take(LongestNew),
            RoundKind.Due => Due(others, mine, now).Take(LongestRound),
            _ => Shuffled(Faces(others)).Take(LongestRound),
        };
        return [.. Shuffled(asked).Select(person => Ask(person, others, mine.Of(person))).OfType<QuizQuestion>()];
    }

    private QuizQuestion? Ask(MemberCard person, IReadOnlyList<MemberCard> others, QuizCard? card)
    {
        // Who bears the very same name would be right, too.
        List<MemberCard> wrong = [.. others.Where(m => m.Folded != person.Folded).DistinctBy(m => m.Folded)];
        var faces = wrong.Where(m => m.Photo is not null && m.Photo != person.Photo).ToList();
        // The other way round only once the face was learnt, and now and then.
        var isByName = card?.Box >= Leitner.Known && faces.Count >= Choices - 1 && dice(3) == 0;
        // Names are mixed up by how they sound, faces by the evening they came on.
        var alike = isByName
            ? faces.OrderBy(m => (m.JoinedAt - person.JoinedAt).Duration())
            : wrong.OrderByDescending(m => NameLikeness.Of(person, m));
        var chosen = Shuffled(alike.Take(Alike)).Take(Choices - 1).Append(person);
        return wrong.Count == 0 ? null : new(person.Id, isByName, [.. Shuffled(chosen).Select(m => m.Id)]);
    }

    // Fisher and Yates.
    private List<MemberCard> Shuffled(IEnumerable<MemberCard> people)
    {
        List<MemberCard> cards = [.. people];
        for (var last = cards.Count - 1; last > 0; last--)
        {
            var other = dice(last + 1);
            (cards[last], cards[other]) = (cards[other], cards[last]);
        }
        return cards;
    }
}
