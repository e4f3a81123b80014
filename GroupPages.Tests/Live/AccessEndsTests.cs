using System.Net;
using GroupPages.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Live;

/// <summary>Whoever loses access loses the open stream within two seconds, and nobody else does.</summary>
public sealed class AccessEndsTests(AccessEndsTests.Site site) : IClassFixture<AccessEndsTests.Site>
{
    private static readonly TimeSpan TwoSeconds = TimeSpan.FromSeconds(2);

    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        public HeldStreams Held { get; } = new();

        public Task TerminateListenerAsync() => Cluster.TerminateListenersAsync(Database);

        protected override Task<AppInProcess> StartAppAsync() =>
            AppInProcess.StartAsync(Cluster, Database, services => services.AddSingleton<IStartupFilter>(Held));
    }

    [Fact]
    public Task Removal_by_a_leader_ends_the_stream() => EndsAsync(RemoveAsync);

    [Fact]
    public Task Removal_while_the_listener_is_ended_ends_the_stream() => EndsAsync(async (group, member) =>
    {
        await site.TerminateListenerAsync();
        await RemoveAsync(group, member);
    });

    [Fact]
    public Task Being_sent_back_to_the_lobby_ends_the_stream() => EndsAsync((group, member) =>
        site.SqlAsync("UPDATE memberships SET role_id = 1 WHERE group_id = $1 AND user_id = $2", group.Id, member.UserId));

    [Fact]
    public Task Deletion_of_the_user_ends_the_stream() => EndsAsync((_, member) =>
        site.SqlAsync("UPDATE users SET deleted_at = now() WHERE id = $1", member.UserId));

    [Fact]
    public Task Deletion_of_the_group_ends_the_stream() => EndsAsync(
        (group, _) => site.SqlAsync("UPDATE groups SET deleted_at = now() WHERE id = $1", group.Id), everybodys: true);

    [Fact]
    public Task Signing_out_elsewhere_with_the_same_cookie_ends_the_stream() => EndsAsync(async (_, member) =>
    {
        using var copy = site.NewPhone();
        copy.Cookies.Add(member.Cookies.GetAllCookies());
        using var left = await copy.PostAsync("/logout");
        Assert.Equal(HttpStatusCode.SeeOther, left.StatusCode);
    });

    [Fact]
    public Task A_session_ended_at_the_database_ends_the_stream() => EndsAsync((_, member) =>
        site.SqlAsync("DELETE FROM sessions WHERE user_id = $1", member.UserId));

    [Fact]
    public async Task Signing_out_on_one_phone_leaves_the_other_ones_stream()
    {
        var group = await site.NewGroupAsync();
        using var one = await group.JoinAsync("Ruth");
        using var other = site.NewPhone();
        await other.SignInAsync(site, one.UserId);
        await using var ending = await one.StreamAsync(group.ChatStream());
        await using var staying = await other.StreamAsync(group.ChatStream());
        using var left = await one.PostAsync("/logout");
        Assert.Equal("bye", (await ending.NextAsync(TwoSeconds))?.Name);
        await group.Leader.SayAsync(group, "still there?");
        Assert.Equal("still there?", (await LiveMessage.TakeAsync(staying, 1))[0].Text);
    }

    [Fact]
    public async Task Removal_while_the_stream_is_being_opened_ends_it()
    {
        var group = await site.NewGroupAsync();
        using var member = await group.JoinAsync("Ruth");
        await using var open = await member.StreamAsync(group.ChatStream());
        var opening = member.StreamAsync(group.ChatStream() + "&hold=1");
        await site.Held.Reached;
        await RemoveAsync(group, member);
        // The news has come and has been worked off: the stream that was open knows. The other one is past the door.
        Assert.Equal("bye", (await open.NextAsync(TwoSeconds))?.Name);
        site.Held.Release();
        await using var late = await opening;
        await group.Leader.SayAsync(group, "not for Ruth");
        Assert.Equal("bye", (await late.NextAsync(TwoSeconds))?.Name);
    }

    [Fact]
    public async Task A_slow_phone_that_is_removed_while_it_catches_up_gets_no_more_than_was_under_way()
    {
        // 8 MB: more than the sockets' buffers on both sides, and Kestrel's, hold together.
        const int many = 2_000;
        var group = await site.NewGroupAsync();
        await group.FillAsync(many, " " + new string('x', 3_900));
        using var member = await group.JoinAsync("Ruth");
        using var slow = await RawPhone.OpenAsync(member, group.ChatStream());
        await Task.Delay(500);
        await RemoveAsync(group, member);
        // The news goes out before this: the stream has been told by the time another one reads it.
        await using var reader = await group.Leader.StreamAsync(group.ChatStream(after: many));
        await group.Leader.SayAsync(group, "told to others");
        await LiveMessage.TakeAsync(reader, 1);

        var got = await slow.ReadToEndAsync(TimeSpan.FromSeconds(30));
        Assert.DoesNotContain($"history {many} ", got, StringComparison.Ordinal);
        Assert.EndsWith("event: bye\ndata: \n\n\r\n0\r\n\r\n", got, StringComparison.Ordinal);
    }

    /// <summary>Opens a member's chat and people page, takes their access away, and sees both end before anything else is told.</summary>
    private async Task EndsAsync(Func<TestGroup, Phone, Task> end, bool everybodys = false)
    {
        var group = await site.NewGroupAsync();
        using var member = await group.JoinAsync("Ruth");
        using var neighbour = await group.JoinAsync("Tom");
        await using var chat = await member.StreamAsync(group.ChatStream());
        await using var people = await member.StreamAsync($"/live?g={group.Slug}");
        await using var staying = await neighbour.StreamAsync(group.ChatStream());
        Assert.True(chat.IsEventStream && people.IsEventStream && staying.IsEventStream);

        await end(group, member);
        await EndsInTimeAsync(chat);
        await EndsInTimeAsync(people);
        Assert.Equal(HttpStatusCode.NotFound, await member.StatusAsync(group.ChatStream()));
        if (everybodys)
        {
            await EndsInTimeAsync(staying);
            return;
        }
        await neighbour.SayAsync(group, "alone at last");
        Assert.Equal("alone at last", (await LiveMessage.TakeAsync(staying, 1))[0].Text);
    }

    private static async Task EndsInTimeAsync(EventStream stream)
    {
        Assert.Equal("bye", (await stream.NextAsync(TwoSeconds))?.Name);
        Assert.Null(await stream.NextAsync(TwoSeconds));
        Assert.Null(stream.Fault);
    }

    private static async Task RemoveAsync(TestGroup group, Phone member)
    {
        using var removed = await group.Leader.PostAsync($"{group.Path}/admin/members?handler=Remove", ("member", $"{member.UserId}"));
        Assert.Equal(HttpStatusCode.SeeOther, removed.StatusCode);
    }
}
