using GroupPages.Access;
using Xunit;

namespace GroupPages.Tests.Access;

/// <summary>What may be a password, and what looking at one costs.</summary>
public sealed class PasswordTests
{
    [Fact]
    public void The_list_has_the_ten_thousand_commonest_that_are_long_enough()
    {
        Assert.InRange(CommonPasswords.Count, 10_000, 50_000);
        Assert.All(["password", "12345678", "PassWord1", "football", "qwertyuiop", "iloveyou"], password => Assert.True(CommonPasswords.Contain(password)));
        Assert.False(CommonPasswords.Contain("violet horse staple"));
    }

    [Theory]
    [InlineData("🐎🐎🐎🐎🐎🐎🐎🐎", null)]
    [InlineData("        ", null)]
    [InlineData("seven77", "at least 8")]
    [InlineData("trustno1", "tried first")]
    public void Anything_of_8_to_128_signs_may_stand_unless_it_is_common(string password, string? words)
    {
        var fault = PasswordRules.Fault(password);
        if (words is null)
            Assert.Null(fault);
        else
            Assert.Contains(words, fault);
    }

    [Fact]
    public async Task A_missing_hash_costs_what_a_wrong_one_costs_and_nothing_fits_it()
    {
        using var work = new PasswordWork(iterations: 1_000);
        var hash = await work.HashAsync("violet horse staple", CancellationToken.None);
        Assert.Equal(1, await work.FindAsync("violet horse staple", [null, hash], CancellationToken.None));
        var before = work.Done;
        Assert.Equal(-1, await work.FindAsync("wrong", [null, null], CancellationToken.None));
        Assert.Equal(-1, await work.FindAsync("wrong", [hash, hash], CancellationToken.None));
        Assert.Equal(4, work.Done - before);
    }

    [Fact]
    public async Task When_too_many_wait_the_next_is_told_at_once()
    {
        using var work = new PasswordWork(iterations: 20_000);
        var all = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => work.HashAsync("violet horse staple", CancellationToken.None))));
        Assert.Contains(null, all);
        Assert.InRange(all.Count(hash => hash is not null), 1, 199);
    }
}
