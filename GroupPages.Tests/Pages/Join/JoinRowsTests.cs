using System.Net;
using GroupPages.Access;
using GroupPages.Pages.Join;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Pages.Join;

/// <summary>POST /j/{code}: what it makes, and that a key makes it once.</summary>
public sealed class JoinRowsTests(JoinRowsTests.Site site) : IClassFixture<JoinRowsTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task A_join_answers_303_to_the_group_with_a_cookie_for_a_year()
    {
        var group = await site.NewGroupAsync();
        using var phone = site.NewPhone();
        using var response = await phone.PostAsync($"/j/{group.Code}", ("firstName", " Ruth "), ("key", "k1"));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal(group.Path, response.Headers.Location!.OriginalString);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie")).Split("; ");
        Assert.Matches("^session=[A-Za-z0-9_-]{43}$", cookie[0]);
        var flags = cookie[1..].Select(flag => flag.ToLowerInvariant()).ToHashSet();
        Assert.Superset(new HashSet<string> { "httponly", "samesite=lax", "path=/", "max-age=31536000" }, flags);
        Assert.DoesNotContain(flags, flag => flag.StartsWith("domain", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_join_makes_user_membership_session_and_audit_entry()
    {
        var group = await site.NewGroupAsync();
        using var phone = site.NewPhone();
        phone.Http.DefaultRequestHeaders.UserAgent.ParseAdd("Old/4.0");
        await phone.JoinAsync(group.Code, " Ruth ", "k1");
        var token = phone.Cookies.GetCookies(site.Address)["session"]!.Value;
        Assert.Equal("Ruth", await site.SqlAsync<string>("SELECT first_name FROM users WHERE id = $1", phone.UserId));
        Assert.Equal(1, await site.CountAsync("memberships m JOIN join_codes c ON c.id = m.join_code_id "
            + "WHERE m.group_id = $1 AND m.user_id = $2 AND m.role_id = 2 AND m.join_key = 'k1' AND c.code = $3 AND c.uses = 1",
            group.Id, phone.UserId, group.Code));
        Assert.Equal(1, await site.CountAsync("sessions WHERE user_id = $1 AND token_hash = $2 AND device = 'Old/4.0' "
            + "AND expires_at - now() BETWEEN interval '364 days' AND interval '366 days'", phone.UserId, Secret.Hash(token)));
        Assert.Equal(1, await site.CountAsync(
            "audit_log WHERE group_id = $1 AND actor_id = $2 AND user_id = $2 AND action = 'joined' AND details ? 'code'", group.Id, phone.UserId));
        Assert.Equal(0, await site.CountAsync("met_marks WHERE user_id = $1 OR other_id = $1", phone.UserId));
    }

    [Fact]
    public async Task A_second_send_with_the_same_key_joins_once_and_both_answers_are_the_same_user()
    {
        var group = await site.NewGroupAsync();
        using Phone first = site.NewPhone(), again = site.NewPhone();
        await first.JoinAsync(group.Code, "Ruth", "same");
        await again.JoinAsync(group.Code, "Ruth", "same");
        Assert.Equal(first.UserId, again.UserId);
        Assert.Equal(2, await site.CountAsync("memberships WHERE group_id = $1", group.Id));
        Assert.Equal(1, await site.SqlAsync<int>("SELECT uses FROM join_codes WHERE code = $1", group.Code));
    }

    [Fact]
    public async Task The_same_send_again_because_its_answer_was_lost_is_the_same_join()
    {
        var group = await site.NewGroupAsync();
        var code = await site.App.Services.GetRequiredService<JoinCodes>().FindAsync(group.Code, CancellationToken.None);
        var join = new NewcomerJoin(code!, "Ruth", "lost", Secret.NewToken(), "");
        var command = site.App.Services.GetRequiredService<JoinCommand>();
        var (first, _) = await command.AsNewcomerAsync(join, CancellationToken.None);
        var (again, _) = await command.AsNewcomerAsync(join, CancellationToken.None);
        Assert.Equal(first, again);
        Assert.Equal(1, await site.CountAsync("sessions WHERE user_id = $1", first!.User.Value));
        Assert.Equal(1, await site.SqlAsync<int>("SELECT uses FROM join_codes WHERE code = $1", group.Code));
    }

    [Fact]
    public async Task The_same_key_with_another_code_is_another_join()
    {
        TestGroup one = await site.NewGroupAsync(), other = await site.NewGroupAsync();
        using Phone first = site.NewPhone(), second = site.NewPhone();
        await first.JoinAsync(one.Code, "Ruth", "shared");
        await second.JoinAsync(other.Code, "Boaz", "shared");
        Assert.NotEqual(first.UserId, second.UserId);
    }

    [Fact]
    public async Task A_hundred_sends_of_one_key_at_once_are_one_join()
    {
        var group = await site.NewGroupAsync();
        var phones = Enumerable.Range(0, 100).Select(_ => site.NewPhone()).ToList();
        await Task.WhenAll(phones.Select(phone => phone.JoinAsync(group.Code, "Ruth", "impatient")));
        Assert.Single(phones.Select(phone => phone.UserId).Distinct());
        Assert.Equal(2, await site.CountAsync("memberships WHERE group_id = $1", group.Id));
        Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1", group.Id));
        Assert.Equal(1, await site.SqlAsync<int>("SELECT uses FROM join_codes WHERE code = $1", group.Code));
        phones.ForEach(phone => phone.Dispose());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Without_a_key_each_post_counts(string? key)
    {
        var group = await site.NewGroupAsync();
        using Phone first = site.NewPhone(), second = site.NewPhone();
        await first.JoinAsync(group.Code, "Ruth", key);
        await second.JoinAsync(group.Code, "Ruth", key);
        Assert.NotEqual(first.UserId, second.UserId);
        Assert.Equal(2, await site.SqlAsync<int>("SELECT uses FROM join_codes WHERE code = $1", group.Code));
    }

    [Fact]
    public async Task A_key_used_over_an_hour_ago_signs_nobody_in()
    {
        var group = await site.NewGroupAsync();
        using Phone owner = site.NewPhone(), finder = site.NewPhone();
        await owner.JoinAsync(group.Code, "Ruth", "left-open");
        await site.SqlAsync("UPDATE memberships SET joined_at = now() - interval '61 minutes' WHERE user_id = $1", owner.UserId);
        var before = await site.StateAsync();
        using var response = await finder.PostAsync($"/j/{group.Code}", ("firstName", "Mallory"), ("key", "left-open"));
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Contains("fresh one", (await Phone.HtmlAsync(response)).Body!.TextContent);
        Assert.Equal(before, await site.StateAsync());
    }

    [Fact]
    public async Task A_repeated_send_answers_even_when_the_code_is_used_up_since()
    {
        var group = await site.NewGroupAsync();
        var code = await group.NewCodeAsync(limit: 1);
        using Phone first = site.NewPhone(), again = site.NewPhone();
        await first.JoinAsync(code, "Ruth", "last-seat");
        await again.JoinAsync(code, "Ruth", "last-seat");
        Assert.Equal(first.UserId, again.UserId);
    }
}
