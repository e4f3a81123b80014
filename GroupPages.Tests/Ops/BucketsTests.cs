using GroupPages.Ops;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Ops;

public sealed class BucketsTests
{
    private readonly HandClock clock = new();

    [Fact]
    public void A_burst_is_taken_at_once_and_then_one_a_period()
    {
        var buckets = new Buckets<string>(burst: 3, TimeSpan.FromSeconds(2), clock);
        Assert.All(Enumerable.Range(0, 3), _ => Assert.Null(buckets.Refusal("ann")));
        Assert.Equal(TimeSpan.FromSeconds(2), buckets.Refusal("ann"));
        clock.Advance(TimeSpan.FromSeconds(1.5));
        Assert.False(buckets.Has("ann"));
        Assert.Equal(TimeSpan.FromSeconds(0.5), buckets.Refusal("ann"));
        clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.True(buckets.Has("ann"));
        Assert.True(buckets.TryTake("ann"));
        Assert.False(buckets.TryTake("ann"));
    }

    [Fact]
    public void No_more_than_a_burst_gathers_and_nobody_pays_for_another()
    {
        var buckets = new Buckets<string>(burst: 2, TimeSpan.FromSeconds(1), clock);
        Assert.True(buckets.TryTake("ann"));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => buckets.TryTake("ann")));
        Assert.True(buckets.TryTake("ben"));
    }

    [Fact]
    public void Whoever_is_as_good_as_new_is_forgotten_and_nobody_else()
    {
        var buckets = new Buckets<int>(burst: 2, TimeSpan.FromSeconds(1), clock);
        for (var i = 0; i < 1_000; i++)
            buckets.TryTake(i);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([true, true], Enumerable.Range(0, 2).Select(_ => buckets.TryTake(-1)));
        for (var i = 1_000; i < 1_100; i++)
            buckets.TryTake(i);
        Assert.InRange(buckets.Count, 100, 110);
        Assert.False(buckets.TryTake(-1));
    }

    [Fact]
    public async Task A_crowd_at_one_bucket_gets_exactly_what_is_in_it()
    {
        var buckets = new Buckets<int>(burst: 900, TimeSpan.FromSeconds(1), clock);
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 500).Count(_ => buckets.TryTake(1)))));
        Assert.Equal(900, taken.Sum());
    }

    [Fact]
    public void A_seat_is_free_again_once_however_often_it_is_left()
    {
        var seats = new Seats<string>(most: 2);
        var first = seats.TryTake("ann");
        Assert.NotNull(first);
        Assert.NotNull(seats.TryTake("ann"));
        Assert.Null(seats.TryTake("ann"));
        Assert.NotNull(seats.TryTake("ben"));
        first.Dispose();
        first.Dispose();
        Assert.NotNull(seats.TryTake("ann"));
        Assert.Null(seats.TryTake("ann"));
    }
}
