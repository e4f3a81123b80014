using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Groups.Quiz;

/// <summary>What the quiz page opens with.</summary>
/// <param name="Due">Whom it is time to ask about.</param>
/// <param name="Newcomers">Who joined today.</param>
/// <param name="Others">How many there are to choose from.</param>
/// <param name="Faces">How many of them one could be asked about.</param>
/// <param name="Known">Of them, those one named right.</param>
/// <param name="NextDue">When the next is due; null when nobody waits.</param>
/// <param name="Totals">For leaders; null for others.</param>
public sealed record QuizStart(
    IReadOnlyList<MemberCard> Due, IReadOnlyList<MemberCard> Newcomers, int Others, int Faces, int Known, DateTimeOffset? NextDue, bool IsShared, QuizTotals? Totals);

/// <summary>What the quiz page asks the rest of the program for.</summary>
public sealed class QuizDesk(
    QuizQuery query, QuizDraw draw, StartRoundCommand start, AnswerCommand answer, ShareQuizCommand share, TimeProvider clock)
{
    // Long enough that a guest of last Sunday still counts as new to a weekly group.
    private static readonly TimeSpan Newness = TimeSpan.FromDays(30);

    public async Task<QuizStart> StartAsync(GroupVisit visit, UserId me, CancellationToken cancel)
    {
        var (group, now) = (visit.Group, clock.GetUtcNow());
        var knowledge = await query.KnowledgeAsync(me, cancel);
        var others = QuizDraw.Others(group, me, knowledge);
        List<MemberCard> faces = [.. QuizDraw.Faces(others)];
        var cards = faces.Select(knowledge.Of).OfType<QuizCard>().ToList();
        var totals = visit.IsLeader
            ? await query.TotalsAsync(group.Card.Id, group.Members.Where(m => m.Photo is not null && now - m.JoinedAt < Newness), cancel) : null;
        return new(
            QuizDraw.Due(others, knowledge, now), QuizDraw.Newcomers(others, knowledge, now), others.Count, faces.Count,
            cards.Count(card => card.Box >= Leitner.Known), cards.Where(card => card.DueAt > now).Min(card => (DateTimeOffset?)card.DueAt), knowledge.IsShared, totals);
    }

    public Task<QuizRound?> RoundAsync(GroupVisit visit, UserId me, string key, CancellationToken cancel) => query.RoundAsync(visit.Group, me, key, cancel);

    /// <returns>False when there is nobody to ask about.</returns>
    public async Task<bool> BeginAsync(GroupVisit visit, UserId me, RoundKind kind, string key, CancellationToken cancel)
    {
        var knowledge = await query.KnowledgeAsync(me, cancel);
        var questions = draw.Make(kind, QuizDraw.Others(visit.Group, me, knowledge), knowledge, clock.GetUtcNow());
        if (questions.Count > 0)
            await start.RunAsync(visit.Card.Id, me, key, questions, cancel);
        return questions.Count > 0;
    }

    public Task AnswerAsync(GroupVisit visit, UserId me, string round, AskedQuestion question, int choice, CancellationToken cancel) =>
        answer.RunAsync(visit.Card.Id, me, round, question, choice, cancel);

    public Task ShareAsync(UserId me, bool isShared, CancellationToken cancel) => share.RunAsync(me, isShared, cancel);
}
