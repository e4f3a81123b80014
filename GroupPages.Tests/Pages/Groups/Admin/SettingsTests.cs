using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Admin;

/// <summary>/g/{slug}/admin: the group's settings.</summary>
public sealed class SettingsTests(SettingsTests.Site site) : IClassFixture<SettingsTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task Saved_settings_hold_at_once_and_the_log_says_what_changed()
    {
        var group = await site.NewGroupAsync();
        using var saved = await SaveAsync(group, group.Slug, ("Form.Name", "Choir"), ("Form.Policy", "approval"), ("Form.Address", "Small hall"));
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        Assert.Contains("Choir", (await group.Leader.PageAsync(saved.Headers.Location!.OriginalString)).QuerySelector("header")!.TextContent);
        using var gus = await group.JoinAsync("Gus");
        Assert.Equal(1, await site.CountAsync("memberships WHERE user_id = $1 AND role_id = 1", gus.UserId));
        Assert.Equal("""{"name": "Choir", "address": "Small hall", "joinPolicy": "approval"}""", await site.SqlAsync<string>(
            "SELECT (details->'after')::text FROM audit_log WHERE group_id = $1 AND actor_id = $2 AND action = 'group-edited'", group.Id, group.Leader.UserId));
    }

    [Fact]
    public async Task Of_two_leaders_the_later_is_told_sees_both_and_overwrites_nothing_unless_they_say_so()
    {
        var group = await site.NewGroupAsync();
        using var second = await site.PhoneOfAsync(await group.AddAsync("Second", role: 3));
        var version = await VersionAsync(second, group);
        using var first = await SaveAsync(group, group.Slug, ("Form.Name", "Theirs"));
        using var late = await SaveAsync(group, group.Slug, second, ("Form.Name", "Mine"), ("Form.Version", version));
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var page = await Phone.HtmlAsync(late);
        Assert.Equal("Mine", page.QuerySelector("#name")!.GetAttribute("value"));
        Assert.Equal(["Theirs", "Mine"], page.QuerySelectorAll(".versions b").Take(2).Select(words => words.TextContent));
        Assert.Equal("Theirs", await site.SqlAsync<string>("SELECT name FROM groups WHERE id = $1", group.Id));
        using var again = await SaveAsync(group, group.Slug, second, ("Form.Name", "Mine"), ("Form.Version", page.QuerySelector("[name='Form.Version']")!.GetAttribute("value")!));
        Assert.Equal(HttpStatusCode.SeeOther, again.StatusCode);
        Assert.Equal("Mine", await site.SqlAsync<string>("SELECT name FROM groups WHERE id = $1", group.Id));
    }

    [Fact]
    public async Task The_old_address_leads_to_the_new_one_for_those_who_may_see_the_group()
    {
        var group = await site.NewGroupAsync(isHidden: true);
        var slug = $"{group.Slug}-renamed";
        using var saved = await SaveAsync(group, slug, ("Form.Visibility", "hidden"));
        Assert.Equal($"/g/{slug}/admin?saved=1", saved.Headers.Location!.OriginalString);
        using var moved = await group.Leader.GetAsync($"{group.Path}/chat?before=3");
        Assert.Equal(HttpStatusCode.PermanentRedirect, moved.StatusCode);
        Assert.Equal($"/g/{slug}/chat?before=3", moved.Headers.Location!.OriginalString);
        using var stranger = site.NewPhone();
        using HttpResponseMessage old = await stranger.GetAsync(group.Path), nothing = await stranger.GetAsync("/g/there-is-nothing");
        Assert.Equal(await Answers.BytesAsync(nothing), await Answers.BytesAsync(old));

        var other = await site.NewGroupAsync();
        using var taken = await SaveAsync(other, group.Slug);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, taken.StatusCode);
        Assert.Contains("Another group", (await Phone.HtmlAsync(taken)).QuerySelector("#slug-error")!.TextContent);
        using var back = await SaveAsync(group with { Slug = slug }, group.Slug);
        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await group.Leader.StatusAsync(group.Path));
        Assert.Equal(HttpStatusCode.PermanentRedirect, await group.Leader.StatusAsync($"/g/{slug}"));
    }

    [Theory]
    [InlineData("Form.Name", "ab", "name")]
    [InlineData("Form.Slug", "No good", "slug")]
    [InlineData("Form.Type", "99", "type")]
    public async Task What_is_wrong_stands_beside_its_field(string field, string value, string at)
    {
        var group = await site.NewGroupAsync();
        using var response = await SaveAsync(group, group.Slug, ("Form.Description", "Kept"), (field, value));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = await Phone.HtmlAsync(response);
        Assert.Equal("true", page.QuerySelector($"#{at}")!.GetAttribute("aria-invalid"));
        Assert.Equal("Kept", page.QuerySelector("#description")!.TextContent);
    }

    [Theory]
    [InlineData("policy", "nonsense")]
    [InlineData("policy", "")]
    [InlineData("visibility", "nonsense")]
    public async Task A_choice_that_was_not_on_offer_is_no_answer_and_opens_nothing(string at, string value)
    {
        var group = await site.NewGroupAsync(isHidden: true);
        using var response = await SaveAsync(group, group.Slug, at == "policy" ? ("Form.Policy", value) : ("Form.Visibility", value));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = await Phone.HtmlAsync(response);
        Assert.StartsWith("Please choose", page.GetElementById($"{at}-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(1, await site.CountAsync("groups WHERE id = $1 AND visibility = 'hidden'", group.Id));
    }

    [Fact]
    public async Task Where_members_may_show_no_codes_those_they_showed_let_nobody_in()
    {
        var group = await site.NewGroupAsync();
        string members = await group.NewPersonalCodeAsync(await group.AddAsync("Mia")), leaders = await group.NewPersonalCodeAsync(group.Leader.UserId);
        using var saved = await SaveAsync(group, group.Slug, ("Form.Codes", ""));
        using var phone = site.NewPhone();
        Assert.Equal(HttpStatusCode.Gone, await phone.StatusAsync($"/j/{members}"));
        using var refused = await phone.PostAsync($"/j/{members}", ("firstName", "Ruth"));
        Assert.Equal(HttpStatusCode.Gone, refused.StatusCode);
        await phone.JoinAsync(leaders, "Ruth");
    }

    private static Task<HttpResponseMessage> SaveAsync(TestGroup group, string slug, params (string, string)[] fields) => SaveAsync(group, slug, group.Leader, fields);

    private static async Task<HttpResponseMessage> SaveAsync(TestGroup group, string slug, Phone by, params (string Name, string Value)[] fields)
    {
        (string Name, string Value)[] usual =
        [
            ("Form.Name", "A group"), ("Form.Slug", slug), ("Form.Type", "1"), ("Form.Policy", "open"), ("Form.Visibility", "unlisted"), ("Form.Codes", "on"),
            ("Form.Version", await VersionAsync(by, group)), ("Form.Description", "For tests only."),
        ];
        return await by.PostAsync($"{group.Path}/admin", [.. usual.Where(one => fields.All(field => field.Name != one.Name)), .. fields]);
    }

    private static async Task<string> VersionAsync(Phone by, TestGroup group) =>
        (await by.PageAsync($"{group.Path}/admin")).QuerySelector("[name='Form.Version']")!.GetAttribute("value")!;
}
