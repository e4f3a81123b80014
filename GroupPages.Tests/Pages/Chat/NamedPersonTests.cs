using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Pages.Chat;
using Xunit;

namespace GroupPages.Tests.Pages.Chat;

/// <summary>How far a text is looked through for names: no text that fits into a message may cost much.</summary>
public sealed class NamedPersonTests
{
    private static readonly MemberCard[] People =
        [.. Enumerable.Range(1, 60).Select(n => new MemberCard(new(n), $"P{n}x", "", MemberRole.Member, DateTimeOffset.UnixEpoch))];

    [Fact]
    public void A_text_that_names_sixty_names_the_first_fifty()
    {
        var text = string.Join(' ', People.Select(person => $"@{person.FirstName}"));
        Assert.Equal(Enumerable.Range(1, 50), NamedPerson.In(text, People).Select(named => (int)named.Id.Value));
    }

    [Theory]
    [InlineData(199, 1)]
    [InlineData(200, 0)]
    public void Behind_two_hundred_signs_nobody_is_looked_for(int signs, int named) =>
        Assert.Equal(named, NamedPerson.In($"{new string('@', signs)} @P7x", People).Count);
}
