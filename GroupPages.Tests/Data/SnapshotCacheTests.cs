using System.Collections.Concurrent;
using GroupPages.Data;
using Xunit;

namespace GroupPages.Tests.Data;

public sealed class SnapshotCacheTests
{
    private readonly Clock clock = new();
    private readonly NewsState news = new() { IsListening = true };
    private readonly ConcurrentQueue<TaskCompletionSource<string?>> reads = new();

    [Fact]
    public async Task A_crowd_that_asks_at_once_costs_one_read()
    {
        var cache = Make();
        var crowd = Enumerable.Range(0, 100).Select(_ => cache.GetAsync("a", CancellationToken.None).AsTask()).ToList();
        await AnswerAsync(0, "one");
        Assert.All(await Task.WhenAll(crowd), value => Assert.Equal("one", value));
        Assert.Equal("one", await cache.GetAsync("a", CancellationToken.None));
        Assert.Single(reads);
        Assert.Equal("one", cache.Peek("a"));
    }

    [Fact]
    public async Task Who_gives_up_does_not_end_the_read_for_the_others()
    {
        var cache = Make();
        using var impatient = new CancellationTokenSource();
        Task<string?> first = cache.GetAsync("a", impatient.Token).AsTask(), second = cache.GetAsync("a", CancellationToken.None).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await AnswerAsync(0, "one");
        Assert.Equal("one", await second);
        Assert.Single(reads);
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("all")]
    [InlineData("where")]
    [InlineData("replace")]
    public async Task What_changes_while_it_is_read_is_read_again(string how)
    {
        var cache = Make();
        var early = cache.GetAsync("a", CancellationToken.None).AsTask();
        await ReadingAsync(0);
        switch (how)
        {
            case "drop": cache.Drop("a"); break;
            case "all": cache.DropAll(); break;
            case "where": cache.DropWhere(_ => false); break;
            default: cache.Replace("a", _ => "changed"); break;
        }
        var late = cache.GetAsync("a", CancellationToken.None).AsTask();
        await AnswerAsync(0, "before");
        await AnswerAsync(1, "after");
        Assert.Equal("before", await early);
        Assert.Equal("after", await late);
        Assert.Equal("after", await cache.GetAsync("a", CancellationToken.None));
    }

    [Fact]
    public async Task A_failed_read_is_not_kept()
    {
        var cache = Make();
        var failed = cache.GetAsync("a", CancellationToken.None).AsTask();
        await ReadingAsync(0);
        reads.ElementAt(0).SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => failed);
        var again = cache.GetAsync("a", CancellationToken.None).AsTask();
        await AnswerAsync(1, "one");
        Assert.Equal("one", await again);
    }

    [Fact]
    public async Task What_does_not_exist_is_not_kept()
    {
        var cache = Make();
        for (var i = 0; i < 3; i++)
        {
            var asked = cache.GetAsync("none", CancellationToken.None).AsTask();
            await AnswerAsync(i, null);
            Assert.Null(await asked);
        }
        Assert.Empty(cache.Loaded);
    }

    [Theory]
    [InlineData(true, 59, 1)]
    [InlineData(true, 61, 2)]
    [InlineData(false, 0.4, 1)]
    [InlineData(false, 0.6, 2)]
    public async Task It_lives_for_its_time_and_without_news_for_half_a_second(bool hasNews, double seconds, int expected)
    {
        var cache = Make();
        news.IsListening = hasNews;
        await FillAsync(cache, "a", 0);
        clock.Advance(TimeSpan.FromSeconds(seconds));
        var asked = cache.GetAsync("a", CancellationToken.None).AsTask();
        if (expected == 2) await AnswerAsync(1, "new");
        await asked.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(expected, reads.Count);
    }

    [Fact]
    public async Task The_one_unused_for_longest_makes_room()
    {
        var cache = Make(capacity: 3);
        for (var i = 0; i < 3; i++)
        {
            await FillAsync(cache, $"{i}", i);
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        await cache.GetAsync("0", CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(1));
        await FillAsync(cache, "3", 3);
        Assert.Equal(["0", "2", "3"], Enumerable.Range(0, 4).Select(i => $"{i}").Where(key => cache.Peek(key) is not null));
    }

    [Fact]
    public async Task A_replaced_one_is_what_everybody_gets()
    {
        var cache = Make();
        await FillAsync(cache, "a", 0);
        cache.Replace("a", value => value + "!");
        cache.Replace("b", value => value + "!");
        Assert.Equal("a!", await cache.GetAsync("a", CancellationToken.None));
        Assert.Null(cache.Peek("b"));
    }

    private SnapshotCache<string, string> Make(int capacity = 100) => new((_, _) =>
    {
        var read = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        reads.Enqueue(read);
        return read.Task;
    }, news, clock, TimeSpan.FromMinutes(1), capacity);

    private async Task FillAsync(SnapshotCache<string, string> cache, string key, int read)
    {
        var asked = cache.GetAsync(key, CancellationToken.None).AsTask();
        await AnswerAsync(read, key);
        await asked;
    }

    private Task ReadingAsync(int read) =>
        Support.Eventually.TrueAsync(() => reads.Count > read, TimeSpan.FromSeconds(5), $"read {read} must begin");

    private async Task AnswerAsync(int read, string? value)
    {
        await ReadingAsync(read);
        reads.ElementAt(read).SetResult(value);
    }

    private sealed class Clock : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Advance(TimeSpan time) => ticks += time.Ticks;
    }
}
