using FsCheck.Xunit;
using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Pages.Groups.Quiz;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Quiz;

/// <summary>The questions of a round, for any group and any state of the cards.</summary>
public sealed class QuizDrawTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Names = ["Ann", "Anna", "Annelise", "Bo", "Éva", "Eva", "عمر", "Мила", "Ruth", "Ruth"];

    [Property(MaxTest = 300)]
    public void A_round_asks_only_what_it_may(byte size, int seed, byte kindOf)
    {
        var random = new SplitMix64((ulong)seed);
        var group = Group(size % 40, random);
        UserId me = new(1);
        var cards = group.Members.Where(m => random.Below(2) == 0).ToDictionary(m => m.Id, m => Leitner.After(null, random.Below(2) == 0, Now.AddDays(-1 - random.Below(8))));
        var kind = (RoundKind)(kindOf % 3);
        var avoided = group.Members.Where(m => random.Below(8) == 0).Select(m => m.Id).ToHashSet();
        var round = Round(new(random.Below), kind, group, cards, avoided);
        var members = group.Members.ToDictionary(m => m.Id);
        Assert.InRange(round.Count, 0, kind == RoundKind.New ? QuizDraw.LongestNew : QuizDraw.LongestRound);
        Assert.Equal(round.Count, round.Select(question => question.Person).Distinct().Count());
        foreach (var question in round)
        {
            Assert.NotNull(members[question.Person].Photo);
            Assert.InRange(question.Options.Count, 2, 4);
            Assert.Single(question.Options, question.Person);
            Assert.DoesNotContain(me, question.Options);
            Assert.Empty(question.Options.Intersect(avoided));
            Assert.Equal(question.Options.Count, question.Options.Select(id => members[id].Folded).Distinct().Count());
            if (question.IsByName)
                Assert.All(question.Options, id => Assert.NotNull(members[id].Photo));
            if (kind == RoundKind.Due)
                Assert.True(Leitner.IsDue(cards.GetValueOrDefault(question.Person), Now));
            if (kind == RoundKind.New)
                Assert.True(Now - members[question.Person].JoinedAt < TimeSpan.FromHours(24));
        }
    }

    [Fact]
    public void Who_waited_longest_comes_before_who_was_never_asked_about()
    {
        var group = Group(40, new SplitMix64(7), everybodyHasPhoto: true);
        var due = group.Members.Take(12).Select((m, n) => (m.Id, Card: new QuizCard(2, Now.AddHours(-n - 1), Now.AddDays(-3)))).ToDictionary(pair => pair.Id, pair => pair.Card);
        var asked = Round(new(new SplitMix64(1).Below), RoundKind.Due, group, due).Select(question => question.Person).ToHashSet();
        Assert.Equal(due.Where(pair => pair.Key.Value != 1).OrderBy(pair => pair.Value.DueAt).Take(10).Select(pair => pair.Key).Order(Comparer<UserId>.Create((a, b) => a.Value.CompareTo(b.Value))),
            asked.Order(Comparer<UserId>.Create((a, b) => a.Value.CompareTo(b.Value))));
    }

    [Fact]
    public void The_right_answer_stands_in_every_place()
    {
        var group = Group(30, new SplitMix64(3), everybodyHasPhoto: true);
        var draw = new QuizDraw(new SplitMix64(5).Below);
        var places = Enumerable.Range(0, 30).SelectMany(_ => Round(draw, RoundKind.Again, group, []))
            .CountBy(question => question.Options.ToList().IndexOf(question.Person)).ToDictionary();
        Assert.Equal(4, places.Count);
        Assert.All(places.Values, count => Assert.InRange(count, 40, 110));
    }

    [Fact]
    public void Wrong_answers_are_names_that_look_alike()
    {
        MemberCard Member(int id, string name, bool hasPhoto = false) => new(new(id), name, "", MemberRole.Member, Now.AddDays(-id)) { Photo = hasPhoto ? "face" : null };
        var alike = new[] { "Annalena", "Annika", "Anneke", "Annabel", "Annette", "Annegret", "Anselm", "Annemarie" };
        var others = new[] { "Boris", "Zofia", "Kwame", "Ivy", "Мила", "عمر" };
        var people = alike.Concat(others).Select((name, n) => Member(n + 2, name)).Append(Member(99, "Annelise", hasPhoto: true)).ToDictionary(m => m.Id);
        var group = new GroupSnapshot(new(new(1), "choir", "Choir", "", false, false, true, new(1)), people);
        var question = Assert.Single(Round(new(new SplitMix64(1).Below), RoundKind.Due, group, []));
        Assert.All(question.Options, id => Assert.StartsWith("An", people[id].FirstName));
    }

    private static IReadOnlyList<QuizQuestion> Round(
        QuizDraw draw, RoundKind kind, GroupSnapshot group, Dictionary<UserId, QuizCard> cards, IReadOnlySet<UserId>? avoided = null)
    {
        Knowledge mine = new(cards, avoided ?? new HashSet<UserId>(), IsShared: false);
        return draw.Make(kind, QuizDraw.Others(group, new(1), mine), mine, Now);
    }

    private static GroupSnapshot Group(int size, SplitMix64 random, bool everybodyHasPhoto = false) => new(
        new(new(1), "choir", "Choir", "", false, false, true, new(1)),
        Enumerable.Range(1, size).Select(id => new MemberCard(
            new(id), Names[random.Below(Names.Length)], everybodyHasPhoto ? $"No {id}" : random.Below(3) == 0 ? "" : $"No {random.Below(5)}",
            random.Below(10) == 0 && !everybodyHasPhoto ? MemberRole.Guest : MemberRole.Member, Now.AddHours(-1 - random.Below(71)))
        {
            Photo = everybodyHasPhoto || random.Below(2) == 0 ? $"face{id}" : null,
        }).ToDictionary(m => m.Id));
}
