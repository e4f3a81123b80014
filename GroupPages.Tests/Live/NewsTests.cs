using GroupPages.Live;
using GroupPages.Ops;
using Xunit;

namespace GroupPages.Tests.Live;

/// <summary>What the channel says is not ours alone to say: whoever has the database may write to it.</summary>
public sealed class NewsTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("1001", TryNews.Most)]
    [InlineData("9223372036854775807", TryNews.Most)]
    public void Tries_that_others_counted_are_never_more_than_any_limit_holds(string told, int counted)
    {
        var news = new News();
        news.Add($"l:other:misses:key:{told}");
        Assert.Equal(counted, Assert.Single(news.Tries).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("c")]
    [InlineData("c:1:2")]
    [InlineData("c:-1:2:3")]
    [InlineData("c:1:99999999999999999999:3")]
    [InlineData("r:")]
    [InlineData("d:1:2")]
    [InlineData("g:1:x")]
    [InlineData("u:0x10")]
    [InlineData("l:other:misses:key:-1")]
    [InlineData("l:other:misses:key:99999999999999999999")]
    [InlineData("z:1")]
    public void What_is_not_ours_is_passed_over(string payload)
    {
        var news = new News();
        news.Add(payload);
        Assert.True(news.IsEmpty);
    }
}
