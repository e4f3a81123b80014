namespace GroupPages.Pages.Groups.Quiz;

/// <summary>How well somebody knows a name, and when they are asked again.</summary>
/// <param name="Box">From 1, just learnt, to <see cref="Leitner.LastBox"/>.</param>
/// <param name="AnsweredAt">When they were last asked.</param>
public sealed record QuizCard(int Box, DateTimeOffset DueAt, DateTimeOffset AnsweredAt);

/// <summary>
/// When a name is asked again: Leitner's boxes (S. Leitner, So lernt man lernen, 1972). Why these spans, and why an early
/// answer does not count: docs/decisions/0011-five-boxes-and-a-drawer.md.
/// </summary>
public static class Leitner
{
    public const int LastBox = 6;

    /// <summary>From this box on somebody "knows the name": they got it right at least once.</summary>
    public const int Known = 2;

    private static readonly TimeSpan[] Spans =
        [TimeSpan.FromMinutes(10), TimeSpan.FromDays(1), TimeSpan.FromDays(3), TimeSpan.FromDays(7), TimeSpan.FromDays(21), TimeSpan.FromDays(60)];

    /// <summary>How long a card rests in a box.</summary>
    public static TimeSpan Span(int box) => Spans[box - 1];

    /// <summary>True when it is time to ask: never asked, or due.</summary>
    public static bool IsDue(QuizCard? card, DateTimeOffset now) => card is null || card.DueAt <= now;

    /// <summary>The card after an answer.</summary>
    /// <param name="card">As it was; null for somebody never asked about.</param>
    public static QuizCard After(QuizCard? card, bool isRight, DateTimeOffset now)
    {
        if (!isRight)
            return In(1, now);
        if (card is null)
            return In(Known, now);
        return IsDue(card, now) ? In(Math.Min(LastBox, card.Box + 1), now) : card with { AnsweredAt = now };
    }

    private static QuizCard In(int box, DateTimeOffset now) => new(box, now + Span(box), now);
}
