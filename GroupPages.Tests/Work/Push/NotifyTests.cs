using System.Net;
using GroupPages.Ops;
using GroupPages.Tests.Support;
using GroupPages.Work.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Work.Push;

/// <summary>Pushes, from the page that switches them on to the phone that decrypts them.</summary>
public sealed class NotifyTests(NotifyTests.Site site) : IClassFixture<NotifyTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared)
    {
        public PushEndpoint Pushes { get; } = new();

        public MovedClock Clock { get; } = new();

        protected override void Configure(IServiceCollection services)
        {
            base.Configure(services);
            services.AddSingleton<TimeProvider>(Clock);
            services.AddSingleton(new Settings { PublicUrl = "https://pages.example.org", Push = new() { AllowPrivateHosts = true } });
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            Pushes.Dispose();
            GC.SuppressFinalize(this);
        }

        /// <summary>Passes over the five seconds that somebody has to read it by themselves.</summary>
        public async Task PassAsync(TimeSpan? time = null)
        {
            Clock.Advance(time ?? TimeSpan.FromSeconds(6));
            App.Services.GetRequiredService<JobSignal>().Wake();
            await Eventually.TrueAsync(async () => await this.CountAsync("jobs WHERE kind = 'notify' AND run_at <= $1 AND gave_up_at IS NULL", Clock.GetUtcNow()) == 0,
                TimeSpan.FromSeconds(15), "all pushes must be worked off");
        }
    }

    [Fact]
    public async Task Somebody_who_is_not_looking_hears_of_a_message_once_and_of_their_own_never()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        var (phone, leaders) = (await SwitchOnAsync(ruth), await SwitchOnAsync(group.Leader));
        await group.Leader.SayAsync(group, "Supper at six");
        await group.Leader.SayAsync(group, "Bring cake");
        await site.PassAsync();
        var push = Assert.Single(site.Pushes.At(phone));
        Assert.Equal(await site.SqlAsync<string>("SELECT name FROM groups WHERE id = $1", group.Id), push.Text.Title);
        Assert.Equal("Lea: Bring cake (and 1 more)", push.Text.Body);
        Assert.Equal($"/open/{group.Room}/2", push.Text.Path);
        Assert.Equal(("aes128gcm", "86400", $"c{group.Room}"), (push.Headers["content-encoding"], push.Headers["ttl"], push.Headers["topic"]));
        Assert.Empty(site.Pushes.At(leaders));

        // Until she has looked, the room has said that there is something; then it says so again.
        await group.Leader.SayAsync(group, "And juice");
        await site.PassAsync();
        Assert.Single(site.Pushes.At(phone));
        await site.SqlAsync("UPDATE participants SET last_read_seq = 3, read_count = 3 WHERE user_id = $1", ruth.UserId);
        await group.Leader.SayAsync(group, "Now!");
        await site.PassAsync();
        Assert.Equal("Lea: Now!", (await site.Pushes.AtAsync(phone, 2))[1].Text.Body);
        // Read before the five seconds are over: nothing.
        await site.SqlAsync("UPDATE participants SET last_read_seq = 4, read_count = 4 WHERE user_id = $1", ruth.UserId);
        await group.Leader.SayAsync(group, "You are here");
        await site.SqlAsync("UPDATE participants SET last_read_seq = 5, read_count = 5 WHERE user_id = $1", ruth.UserId);
        await site.PassAsync();
        Assert.Equal(2, site.Pushes.At(phone).Count);
    }

    [Fact]
    public async Task Each_conversation_tells_everything_only_what_names_me_or_nothing()
    {
        var group = await site.NewGroupAsync();
        using Phone ruth = await group.JoinAsync("Ruth"), ben = await group.JoinAsync("Ben"), mia = await group.JoinAsync("Mia");
        var (all, named, none) = (await SwitchOnAsync(ruth), await SwitchOnAsync(ben), await SwitchOnAsync(mia));
        using (await ben.PostAsync($"/chat/{group.Room}/mute", ("level", "mentions"))) { }
        using (await mia.PostAsync($"/chat/{group.Room}/mute", ("level", "nothing"))) { }
        await group.Leader.SayAsync(group, "Good morning");
        await site.PassAsync();
        Assert.Equal((1, 0, 0), (site.Pushes.At(all).Count, site.Pushes.At(named).Count, site.Pushes.At(none).Count));
        await group.Leader.SayAsync(group, "@Ben and @Mia and @Ruth, are you there?");
        await site.PassAsync();
        // Whoever is named hears of it though they have not looked since.
        Assert.Equal((2, 1, 0), (site.Pushes.At(all).Count, site.Pushes.At(named).Count, site.Pushes.At(none).Count));
    }

    [Fact]
    public async Task Whoever_is_blocked_hidden_deleted_removed_or_signed_out_is_not_heard_or_does_not_hear()
    {
        var group = await site.NewGroupAsync();
        using Phone ruth = await group.JoinAsync("Ruth"), ben = await group.JoinAsync("Ben"), mia = await group.JoinAsync("Mia"), tom = await group.JoinAsync("Tom");
        PushedPhone[] phones = [await SwitchOnAsync(ruth), await SwitchOnAsync(ben), await SwitchOnAsync(mia), await SwitchOnAsync(tom)];
        using (await ruth.PostAsync("/me/blocks", ("user", $"{group.Leader.UserId}"))) { }
        using (await ben.PostAsync("/logout")) { }
        await site.SqlAsync("DELETE FROM memberships WHERE user_id = $1", mia.UserId);
        await group.Leader.SayAsync(group, "Hello");
        await site.PassAsync();
        Assert.Equal([0, 0, 0, 1], phones.Select(phone => site.Pushes.At(phone).Count));
        // Taken back within the five seconds, it is told to nobody; its words are nowhere.
        await site.SqlAsync("UPDATE participants SET last_read_seq = 1, read_count = 1 WHERE user_id = $1", tom.UserId);
        await group.Leader.SayAsync(group, "Oops");
        using (await group.Leader.PostHtmxAsync($"/chat/{group.Room}/2/delete")) { }
        await site.PassAsync();
        Assert.Single(site.Pushes.At(phones[3]));
    }

    [Fact]
    public async Task A_quiet_night_ends_with_one_push_in_the_morning()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        var phone = await SwitchOnAsync(ruth);
        var now = site.Clock.GetUtcNow();
        string from = now.AddHours(-1).ToString("HH:mm", null), to = now.AddHours(2).ToString("HH:mm", null);
        using (await ruth.PostAsync("/me/notifications", ("quiet", "on"), ("from", from), ("to", to), ("zone", "Etc/UTC"))) { }
        await group.Leader.SayAsync(group, "Psst");
        await site.PassAsync();
        Assert.Empty(site.Pushes.At(phone));
        await site.PassAsync(TimeSpan.FromHours(2.1));
        Assert.Equal("Lea: Psst", Assert.Single(await site.Pushes.AtAsync(phone)).Text.Body);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_phone_that_is_gone_is_forgotten(int status)
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        var phone = await SwitchOnAsync(ruth);
        site.Pushes.Answer = endpoint => endpoint == phone.Endpoint ? status : 201;
        await group.Leader.SayAsync(group, "Hello");
        await site.PassAsync();
        Assert.Equal(0, await site.CountAsync("push_subscriptions WHERE endpoint = $1", phone.Endpoint));
    }

    [Fact]
    public async Task A_push_service_that_is_busy_is_asked_again_later_and_nobody_else_waits_for_it()
    {
        var group = await site.NewGroupAsync();
        using Phone ruth = await group.JoinAsync("Ruth"), ben = await group.JoinAsync("Ben");
        var (busy, well) = (await SwitchOnAsync(ruth), await SwitchOnAsync(ben));
        site.Pushes.Answer = endpoint => endpoint == busy.Endpoint ? 503 : 201;
        await group.Leader.SayAsync(group, "Hello");
        await site.PassAsync();
        Assert.Equal((0, 1), (site.Pushes.At(busy).Count, site.Pushes.At(well).Count));
        Assert.Equal(1, await site.SqlAsync<int>("SELECT failures FROM push_subscriptions WHERE endpoint = $1", busy.Endpoint));
        site.Pushes.Answer = _ => 201;
        await site.PassAsync(TimeSpan.FromMinutes(1.1));
        Assert.Equal((1, 1), (site.Pushes.At(busy).Count, site.Pushes.At(well).Count));
        Assert.Equal(0, await site.SqlAsync<int>("SELECT failures FROM push_subscriptions WHERE endpoint = $1", busy.Endpoint));
    }

    [Fact]
    public async Task A_message_asks_the_database_as_often_with_pushes_as_without()
    {
        var group = await site.NewGroupAsync();
        using var count = new QueryCount(site.Database);
        async Task<int> PostAsync()
        {
            await group.Leader.SayAsync(group, "warm");
            return (await count.OfAsync(async () =>
            {
                await group.Leader.SayAsync(group, "Hello");
                return 0;
            })).Queries;
        }

        var before = await PostAsync();
        for (var i = 0; i < 5; i++) await SwitchOnAsync(await group.JoinAsync($"Reader{i}"));
        Assert.Equal(before, await PostAsync());
        Assert.Equal(1, await site.CountAsync("jobs WHERE kind = 'notify' AND key = $1", $"{group.Room}"));
    }

    [Fact]
    public async Task The_page_switches_on_tries_and_switches_off()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        Assert.NotNull((await ruth.PageAsync("/me/notifications")).QuerySelector("form#push[data-key]"));
        var phone = await SwitchOnAsync(ruth);
        using (await ruth.PostAsync("/me/notifications?handler=Try")) { }
        Assert.Equal("It works", Assert.Single(await site.Pushes.AtAsync(phone)).Text.Title);
        // The same browser with somebody else signed in tells only them.
        using var ben = await group.JoinAsync("Ben");
        using (await ben.PostAsync("/me/notifications?handler=Device", phone.Form)) { }
        Assert.Equal(1, await site.CountAsync("push_subscriptions p JOIN sessions s ON s.id = p.session_id WHERE p.endpoint = $1 AND s.user_id = $2", phone.Endpoint, ben.UserId));
        using (await ben.PostAsync("/me/notifications?handler=Silence")) { }
        Assert.Equal(0, await site.CountAsync("push_subscriptions WHERE endpoint = $1", phone.Endpoint));
        // Nothing to try: said, not thrown.
        using var none = await ben.PostAsync("/me/notifications?handler=Try");
        Assert.Equal(HttpStatusCode.Conflict, none.StatusCode);
    }

    [Fact]
    public async Task A_few_trials_in_a_row_go_out_and_then_the_page_says_when_the_next_may()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        var phone = await SwitchOnAsync(ruth);
        for (var i = 0; i < 5; i++)
        {
            using var sent = await ruth.PostAsync("/me/notifications?handler=Try");
            Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        }
        using (var refused = await ruth.PostAsync("/me/notifications?handler=Try"))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 15);
            var page = await Phone.HtmlAsync(refused);
            Assert.Contains("can go out in", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
            Assert.NotNull(page.QuerySelector("form[action$=Try]"));
        }
        Assert.Equal(5, (await site.Pushes.AtAsync(phone)).Count);
    }

    [Fact]
    public async Task What_is_no_subscription_is_refused_in_words()
    {
        var group = await site.NewGroupAsync();
        using var phone = site.Pushes.NewPhone();
        var (good, key, auth) = (phone.Endpoint, phone.Form[1].Item2, phone.Form[2].Item2);
        foreach (var (endpoint, p256dh, secret) in new[]
        {
            ("", key, auth), ("nonsense", key, auth), ("/relative", key, auth), ("https://user:pw@example.org/", key, auth), ($"https://example.org/{new string('x', 1000)}", key, auth),
            (good, "", auth), (good, key, ""), (good, "AAAA", auth), (good, key, "AAAA"), (good, "!!!", auth), (good, new string('A', 87), auth), (good, key, new string('A', 5000)),
        })
        {
            using var answer = await group.Leader.PostAsync("/me/notifications?handler=Device", ("endpoint", endpoint), ("p256dh", p256dh), ("auth", secret));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.Contains("no address that we could reach", await answer.Content.ReadAsStringAsync());
        }
        Assert.Equal(0, await site.CountAsync("push_subscriptions p JOIN sessions s ON s.id = p.session_id WHERE s.user_id = $1", group.Leader.UserId));
    }

    private async Task<PushedPhone> SwitchOnAsync(Phone phone)
    {
        var pushed = site.Pushes.NewPhone();
        using var answer = await phone.PostAsync("/me/notifications?handler=Device", pushed.Form);
        Assert.Equal("/me/notifications?done=on", answer.Headers.Location?.OriginalString);
        return pushed;
    }
}
