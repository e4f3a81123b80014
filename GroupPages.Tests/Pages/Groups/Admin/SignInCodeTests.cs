using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Admin;

/// <summary>Login codes: made by a leader for a plain member, or by somebody for another device of their own.</summary>
public sealed class SignInCodeTests(SignInCodeTests.Site site) : IClassFixture<SignInCodeTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task A_leader_makes_one_for_a_member_who_is_told()
    {
        var group = await site.NewGroupAsync();
        var mia = await group.AddAsync("Mia");
        using var phone = site.NewPhone();
        using var used = await phone.PostAsync(await MakeAsync(group.Leader, $"{group.Path}/admin/members/{mia}/code"));
        Assert.Equal(HttpStatusCode.SeeOther, used.StatusCode);
        Assert.Equal($"{mia}", (await phone.PageAsync(group.Path)).Body!.GetAttribute("data-user"));
        Assert.Equal(1, await site.CountAsync(
            "login_codes WHERE user_id = $1 AND made_by = $2 AND expires_at BETWEEN now() + interval '10 minutes' AND now() + interval '16 minutes'", mia, group.Leader.UserId));
        Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1 AND actor_id = $2 AND user_id = $3 AND action = 'login-code-made'", group.Id, group.Leader.UserId, mia));
        Assert.Equal(1, await site.CountAsync("notices WHERE user_id = $1 AND text LIKE 'Lea made a code%'", mia));
    }

    [Fact]
    public async Task Never_for_whoever_leads_anything_runs_the_site_or_has_no_login()
    {
        TestGroup group = await site.NewGroupAsync(), other = await site.NewGroupAsync();
        long leader = await group.AddAsync("B", role: 3), admin = await site.NewUserAsync("C", isSiteAdmin: true), elsewhere = await group.AddAsync("D"),
            managed = await group.AddAsync("E"), guest = await group.AddAsync("F", role: 1), stranger = await other.AddAsync("G");
        await group.AddAsync(admin);
        await other.AddAsync(elsewhere, role: 3);
        await site.SqlAsync("UPDATE users SET is_managed = true WHERE id = $1", managed);
        var before = await site.StateAsync();
        foreach (var (who, status) in new[] { (leader, 409), (admin, 409), (elsewhere, 409), (managed, 409), (group.Leader.UserId, 409), (guest, 404), (stranger, 404) })
        {
            using var response = await group.Leader.PostAsync($"{group.Path}/admin/members/{who}/code");
            Assert.Equal(status, (int)response.StatusCode);
        }
        Assert.Equal(before, await site.StateAsync());
    }

    [Fact]
    public async Task A_code_ends_when_its_member_becomes_a_leader()
    {
        var group = await site.NewGroupAsync();
        var mia = await group.AddAsync("Mia");
        var code = await MakeAsync(group.Leader, $"{group.Path}/admin/members/{mia}/code");
        await site.SqlAsync("UPDATE memberships SET role_id = 3 WHERE user_id = $1", mia);
        using var phone = site.NewPhone();
        using var used = await phone.PostAsync(code);
        Assert.Equal(HttpStatusCode.Gone, used.StatusCode);
    }

    [Fact]
    public async Task Somebody_signs_in_on_another_device_of_their_own()
    {
        var group = await site.NewGroupAsync();
        using var phone = site.NewPhone();
        using var used = await phone.PostAsync(await MakeAsync(group.Leader, "/me/code"));
        Assert.Equal(HttpStatusCode.SeeOther, used.StatusCode);
        Assert.Equal($"{group.Leader.UserId}", (await phone.PageAsync(group.Path)).Body!.GetAttribute("data-user"));
        Assert.Equal(2, await site.CountAsync("sessions WHERE user_id = $1", group.Leader.UserId));
    }

    private static async Task<string> MakeAsync(Phone by, string path)
    {
        await by.PageAsync(path);
        using var response = await by.PostAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        var words = (await Phone.HtmlAsync(response)).QuerySelector(".url")!.TextContent;
        return words[words.IndexOf("/l/", StringComparison.Ordinal)..].Trim();
    }
}
