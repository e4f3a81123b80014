using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Live;

public sealed class TwoProcessesTests(TwoProcessesTests.Site site) : IClassFixture<TwoProcessesTests.Site>
{
    /// <summary>A site served by two processes besides the one in the tests.</summary>
    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        public AppProcess First { get; private set; } = null!;

        public AppProcess Second { get; private set; } = null!;

        public string PooledWay => Cluster.Pooled(Database);

        public string DirectWay => Cluster.Direct(Database);

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            First = await AppProcess.StartAsync(PooledWay, DirectWay);
            Second = await AppProcess.StartAsync(PooledWay, DirectWay);
        }

        public override async ValueTask DisposeAsync()
        {
            await First.DisposeAsync();
            await Second.DisposeAsync();
            await base.DisposeAsync();
            GC.SuppressFinalize(this);
        }
    }

    [Fact]
    public async Task Every_reader_gets_every_message_in_order_and_once_while_all_hop_between_two_processes()
    {
        using var crowd = new Crowd(site, site.First.Address, site.Second.Address);
        await crowd.HoldsAsync(messages: 25, pause: 200, trouble: _ => Task.CompletedTask);
    }

    [Fact]
    public async Task What_is_written_at_one_process_is_read_at_the_other()
    {
        var group = await site.NewGroupAsync();
        using var here = await SignInAsync(site.First, group.Leader);
        using var there = await SignInAsync(site.Second, group.Leader);
        await using var stream = await there.StreamAsync(group.ChatStream());
        await here.SayAsync(group, "over the fence");
        Assert.Equal("over the fence", (await LiveMessage.TakeAsync(stream, 1))[0].Text);
    }

    [Fact]
    public async Task Removal_at_one_process_ends_the_stream_at_the_other_within_two_seconds()
    {
        var group = await site.NewGroupAsync();
        using var member = await group.JoinAsync("Ruth");
        using var away = await SignInAsync(site.Second, member);
        using var leader = await SignInAsync(site.First, group.Leader);
        await using var stream = await away.StreamAsync(group.ChatStream());
        Assert.True(stream.IsEventStream);

        using var removed = await leader.PostAsync($"{group.Path}/admin/members?handler=Remove", ("member", $"{member.UserId}"));
        Assert.Equal(303, (int)removed.StatusCode);
        Assert.Equal("bye", (await stream.NextAsync(TimeSpan.FromSeconds(2)))?.Name);
        Assert.Null(await stream.NextAsync(TimeSpan.FromSeconds(2)));
        Assert.Equal(404, (int)await away.StatusAsync($"{group.Path}/chat"));
    }

    [Fact]
    public async Task A_process_that_is_told_to_stop_ends_its_streams_and_what_follows_is_read_at_the_other()
    {
        var group = await site.NewGroupAsync();
        await using var leaving = await AppProcess.StartAsync(site.PooledWay, site.DirectWay);
        using var here = await SignInAsync(leaving, group.Leader);
        using var there = await SignInAsync(site.First, group.Leader);
        await using var stream = await here.StreamAsync(group.ChatStream());
        await here.SayAsync(group, "before");
        var last = (await LiveMessage.TakeAsync(stream, 1))[0];

        await leaving.DisposeAsync();
        Assert.True(leaving.ExitCode == 0, $"It ended with {leaving.ExitCode}:\n{leaving.Said}");
        Assert.Null(await stream.NextAsync(TimeSpan.FromSeconds(5)));
        Assert.Null(stream.Fault);
        await there.SayAsync(group, "after");
        await using var again = await there.StreamAsync(group.ChatStream(), $"{last.Change}");
        Assert.Equal("after", (await LiveMessage.TakeAsync(again, 1))[0].Text);
    }

    [Fact]
    public async Task A_guesser_at_one_process_must_wait_at_the_other_too()
    {
        var email = await site.NewLoginAsync(await site.NewUserAsync("Nora"));
        using Phone here = new(site.First.Address), there = new(site.Second.Address);
        await here.PageAsync("/login");
        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.UnprocessableEntity, await TryAsync(here, email, "wrong"));
        foreach (var cookie in here.Cookies.GetAllCookies().Cast<Cookie>())
            there.Cookies.Add(site.Second.Address, new Cookie(cookie.Name, cookie.Value));
        // The news may take a moment, and on a slow machine the ten took so long that a try or two are free again. Of its own the
        // other would allow ten.
        for (var tries = 1; await TryAsync(there, email, "wrong") != HttpStatusCode.TooManyRequests; tries++)
        {
            Assert.True(tries < 5, "what was tried at the one must count at the other");
            await Task.Delay(100);
        }
        // Only on this device: nobody is locked out.
        using var owner = new Phone(site.Second.Address);
        await owner.PageAsync("/login");
        Assert.Equal(HttpStatusCode.SeeOther, await TryAsync(owner, email, AccountRows.Password));
    }

    private static async Task<HttpStatusCode> TryAsync(Phone phone, string email, string password)
    {
        using var response = await phone.PostAsync("/login", ("email", email), ("password", password));
        return response.StatusCode;
    }

    private async Task<Phone> SignInAsync(AppProcess app, Phone person)
    {
        var phone = new Phone(app.Address);
        await phone.SignInAsync(site, person.UserId);
        return phone;
    }
}
