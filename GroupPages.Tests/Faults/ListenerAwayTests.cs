using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Faults;

/// <summary>The listener cannot reach PostgreSQL while the pool can: nobody tells this process anything.</summary>
public sealed class ListenerAwayTests(ListenerAwayTests.Site site) : IClassFixture<ListenerAwayTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        private TcpProxy direct = null!;

        public override async ValueTask InitializeAsync()
        {
            direct = new("127.0.0.1", Cluster.DirectPort);
            await base.InitializeAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await direct.DisposeAsync();
            GC.SuppressFinalize(this);
        }

        /// <summary>Runs something while the listener is away.</summary>
        public async Task WithoutListenerAsync(Func<Task> act)
        {
            using var phone = NewPhone();
            direct.RefuseNew(true);
            direct.Cut();
            await ReadyIsAsync(phone, 503);
            await act();
            direct.RefuseNew(false);
            await ReadyIsAsync(phone, 200);
        }

        protected override Task<AppInProcess> StartAppAsync() => AppInProcess.StartAsync(Cluster, Database,
            direct: Cluster.Direct(Database).Replace($"Port={Cluster.DirectPort}", $"Port={direct.Port}", StringComparison.Ordinal));

        private static Task ReadyIsAsync(Phone phone, int status) => Eventually.TrueAsync(
            async () => (int)await phone.StatusAsync("/readyz") == status, TimeSpan.FromSeconds(10), $"/readyz must say {status}");
    }

    [Fact]
    public async Task Messages_still_arrive()
    {
        var group = await site.NewGroupAsync();
        await using var stream = await group.Leader.StreamAsync(group.ChatStream());
        await site.WithoutListenerAsync(async () =>
        {
            await group.Leader.SayAsync(group, "is this on?");
            Assert.Equal("is this on?", (await LiveMessage.TakeAsync(stream, 1))[0].Text);
        });
        await group.Leader.SayAsync(group, "it is");
        Assert.Equal("it is", (await LiveMessage.TakeAsync(stream, 1))[0].Text);
    }

    [Fact]
    public Task Removal_ends_the_stream_within_two_seconds() => EndsAsync(async (group, member) =>
    {
        using var removed = await group.Leader.PostAsync($"{group.Path}/admin/members?handler=Remove", ("member", $"{member.UserId}"));
        Assert.Equal(303, (int)removed.StatusCode);
    });

    [Fact]
    public Task Removal_by_another_process_ends_the_stream_within_two_seconds() => EndsAsync((group, member) =>
        site.SqlAsync("DELETE FROM memberships WHERE group_id = $1 AND user_id = $2", group.Id, member.UserId));

    [Fact]
    public Task The_end_of_the_session_ends_the_stream_within_two_seconds() => EndsAsync((_, member) =>
        site.SqlAsync("DELETE FROM sessions WHERE user_id = $1", member.UserId));

    private async Task EndsAsync(Func<TestGroup, Phone, Task> end)
    {
        var group = await site.NewGroupAsync();
        using var member = await group.JoinAsync("Ruth");
        await using var stream = await member.StreamAsync(group.ChatStream());
        await site.WithoutListenerAsync(async () =>
        {
            await end(group, member);
            Assert.Equal("bye", (await stream.NextAsync(TimeSpan.FromSeconds(2)))?.Name);
        });
    }
}
