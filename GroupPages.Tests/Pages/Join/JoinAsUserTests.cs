using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Join;

/// <summary>Joining on a phone that somebody is signed in on, and what a personal code records.</summary>
public sealed class JoinAsUserTests(JoinAsUserTests.Site site) : IClassFixture<JoinAsUserTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task Who_is_signed_in_sees_one_button_and_no_name_field()
    {
        var group = await site.NewGroupAsync();
        using var phone = await site.PhoneOfAsync(await site.NewUserAsync("Ruth"));
        var page = await phone.PageAsync($"/j/{group.Code}");
        Assert.Null(page.QuerySelector("[name=firstName]"));
        Assert.Equal("Join as Ruth", Assert.Single(page.QuerySelectorAll("button")).TextContent.Trim());
    }

    [Fact]
    public async Task They_join_as_who_they_are_and_again_is_just_fine()
    {
        var group = await site.NewGroupAsync();
        using var phone = await site.PhoneOfAsync(await site.NewUserAsync("Ruth"));
        for (var i = 0; i < 2; i++)
        {
            using var response = await phone.PostAsync($"/j/{group.Code}");
            Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
            Assert.Equal(group.Path, response.Headers.Location!.OriginalString);
        }
        Assert.Contains(phone.UserId.ToString(null as IFormatProvider), (await phone.PageAsync(group.Path)).QuerySelector("#people")!.InnerHtml);
        Assert.Equal(1, await site.CountAsync("memberships WHERE group_id = $1 AND user_id = $2", group.Id, phone.UserId));
        Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1 AND user_id = $2", group.Id, phone.UserId));
        Assert.Equal(1, await site.SqlAsync<int>("SELECT uses FROM join_codes WHERE code = $1", group.Code));
    }

    [Fact]
    public async Task Twenty_taps_at_once_are_one_join()
    {
        var group = await site.NewGroupAsync();
        using var phone = await site.PhoneOfAsync(await site.NewUserAsync("Ruth"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => phone.PostAsync($"/j/{group.Code}")));
        Assert.All(answers.Select(answer => answer.StatusCode), status => Assert.Equal(HttpStatusCode.SeeOther, status));
        Assert.Equal(1, await site.SqlAsync<int>("SELECT uses FROM join_codes WHERE code = $1", group.Code));
    }

    [Fact]
    public async Task A_name_in_the_form_does_not_rename_who_is_signed_in()
    {
        var group = await site.NewGroupAsync();
        using var phone = await site.PhoneOfAsync(await site.NewUserAsync("Ruth"));
        using var response = await phone.PostAsync($"/j/{group.Code}", ("firstName", "Mallory"));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal("Ruth", await site.SqlAsync<string>("SELECT first_name FROM users WHERE id = $1", phone.UserId));
        Assert.Equal(2, await site.CountAsync("memberships WHERE group_id = $1", group.Id));
    }

    [Fact]
    public async Task A_member_who_scans_again_is_led_to_the_group()
    {
        var group = await site.NewGroupAsync();
        using var response = await group.Leader.GetAsync($"/j/{group.Code}");
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(group.Path, response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Joining_by_a_personal_code_marks_both_as_met()
    {
        var group = await site.NewGroupAsync();
        var host = await group.AddAsync("Ann");
        var code = await group.NewPersonalCodeAsync(host);
        using Phone newcomer = site.NewPhone(), known = await site.PhoneOfAsync(await site.NewUserAsync("Boaz"));
        await newcomer.JoinAsync(code, "Ruth");
        using var response = await known.PostAsync($"/j/{code}");
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        foreach (var phone in new[] { newcomer, known })
        {
            Assert.Equal(2, await site.CountAsync(
                "met_marks WHERE (user_id, other_id) IN (($1, $2), ($2, $1))", host, phone.UserId));
        }
    }

    [Fact]
    public async Task My_own_personal_code_does_nothing()
    {
        var group = await site.NewGroupAsync();
        var me = await group.AddAsync("Ann");
        var code = await group.NewPersonalCodeAsync(me);
        using var phone = await site.PhoneOfAsync(me);
        var before = await site.StateAsync();
        using var response = await phone.PostAsync($"/j/{code}");
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal(before, await site.StateAsync());
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Gone)]
    [InlineData("1 day", HttpStatusCode.Gone)]
    [InlineData("-1 day", HttpStatusCode.SeeOther)]
    public async Task A_banned_person_cannot_come_back_while_the_ban_holds(string? until, HttpStatusCode expected)
    {
        var group = await site.NewGroupAsync();
        using var phone = await site.PhoneOfAsync(await site.NewUserAsync("Mallory"));
        await site.SqlAsync("INSERT INTO bans (group_id, user_id, expires_at) VALUES ($1, $2, now() + $3::text::interval)",
            group.Id, phone.UserId, (object?)until ?? DBNull.Value);
        var personal = await group.NewPersonalCodeAsync(group.Leader.UserId);
        var before = await site.StateAsync();
        using HttpResponseMessage response = await phone.PostAsync($"/j/{group.Code}"), byMember = await phone.PostAsync($"/j/{personal}"),
            asked = await phone.PostAsync($"{group.Path}/before", ("words", "It is me"));
        Assert.Equal([expected, expected], new[] { response.StatusCode, byMember.StatusCode });
        if (expected != HttpStatusCode.Gone) return;
        Assert.Equal(HttpStatusCode.NotFound, asked.StatusCode);
        Assert.DoesNotContain("ban", (await Phone.HtmlAsync(response)).Body!.TextContent, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, await site.StateAsync());
    }
}
