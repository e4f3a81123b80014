using FsCheck.Xunit;
using GroupPages.Pages.Groups.Quiz;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Quiz;

/// <summary>The schedule of docs/decisions/0011, for any course of answers.</summary>
public sealed class LeitnerTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Property(MaxTest = 500)]
    public void A_card_is_always_in_a_box_and_due_later(bool[] answers, int[] pauses)
    {
        QuizCard? card = null;
        foreach (var (isRight, now) in Course(answers, pauses))
        {
            var before = card;
            card = Leitner.After(before, isRight, now);
            Assert.InRange(card.Box, 1, Leitner.LastBox);
            Assert.True(card.DueAt > now);
            Assert.Equal(now, card.AnsweredAt);
            Assert.False(Leitner.IsDue(card, now));
            Assert.True(Leitner.IsDue(card, card.DueAt));
            if (!isRight)
                Assert.Equal((1, now + TimeSpan.FromMinutes(10)), (card.Box, card.DueAt));
            else if (before is null)
                Assert.Equal(Leitner.Known, card.Box);
            else if (before.DueAt > now)
                Assert.Equal((before.Box, before.DueAt), (card.Box, card.DueAt));
            else
                Assert.Equal((Math.Min(Leitner.LastBox, before.Box + 1), now + Leitner.Span(card.Box)), (card.Box, card.DueAt));
        }
    }

    [Fact]
    public void Right_each_time_it_is_due_the_spans_grow_to_the_last_and_stay()
    {
        QuizCard? card = null;
        var now = Start;
        List<double> days = [];
        for (var n = 0; n < 7; n++)
        {
            card = Leitner.After(card, isRight: true, now);
            days.Add((card.DueAt - now).TotalDays);
            now = card.DueAt;
        }
        Assert.Equal([1, 3, 7, 21, 60, 60, 60], days);
    }

    [Fact]
    public void A_hundred_early_right_answers_move_nothing()
    {
        var card = Leitner.After(null, isRight: true, Start);
        var after = Enumerable.Range(1, 100).Aggregate(card, (known, n) => Leitner.After(known, isRight: true, Start.AddMinutes(n)));
        Assert.Equal((card.Box, card.DueAt), (after.Box, after.DueAt));
    }

    private static IEnumerable<(bool IsRight, DateTimeOffset Now)> Course(bool[] answers, int[] pauses)
    {
        var now = Start;
        for (var n = 0; n < answers.Length; n++)
        {
            now += TimeSpan.FromMinutes(pauses.Length == 0 ? 1_440 : Math.Abs((long)pauses[n % pauses.Length]) % 200_000);
            yield return (answers[n], now);
        }
    }
}
