using System.Net;
using AngleSharp.Html.Dom;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Me;

/// <summary>What people say of themselves on /me.</summary>
public sealed class ProfileTests(ProfileTests.Site site) : IClassFixture<ProfileTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    private static readonly (string, string)[] All =
    [
        ("firstName", "Ruth"), ("lastName", "Moabit"), ("phone", "+44 20 7946 0958"), ("about", "Gleans.\r\nSings alto."), ("contactVisibleTo", "leaders"),
    ];

    [Fact]
    public async Task Every_field_is_saved_in_one_go_and_stands_there_again()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        using var response = await ruth.PostAsync("/me", All);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        var page = await ruth.PageAsync("/me");
        Assert.Equal(("Ruth", "Moabit", "+442079460958", "Gleans.\nSings alto.", "leaders"),
            (Value(page, "firstName"), Value(page, "lastName"), Value(page, "phone"), Value(page, "about"), Value(page, "contactVisibleTo")));
        Assert.Equal(("+442079460958", "Gleans.\nSings alto."), (Value(page, "phone-before"), Value(page, "about-before")));
        Assert.Contains("+44 20 7946 0958", page.QuerySelector("#phone-error")!.TextContent);
        // What is left out stays, what is emptied goes.
        using var less = await ruth.PostAsync("/me", ("firstName", "Ruth"), ("phone", ""));
        page = await ruth.PageAsync("/me");
        Assert.Equal(("Moabit", "", "leaders"), (Value(page, "lastName"), Value(page, "phone"), Value(page, "contactVisibleTo")));
        Assert.Equal(1, await site.CountAsync("users WHERE id = $1 AND phone IS NULL", ruth.UserId));
    }

    [Fact]
    public async Task Who_saved_a_name_sees_it_on_the_very_next_page()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        await ruth.PageAsync(group.Path);
        for (var i = 0; i < 20; i++)
        {
            using var saved = await ruth.PostAsync("/me", ("firstName", $"Ruth {i}"));
            Assert.Contains($">Ruth {i}<", (await ruth.PageAsync(group.Path)).GetElementById($"member-{ruth.UserId}")!.InnerHtml);
        }
        using var left = await ruth.PostAsync("/me/delete");
        Assert.Null((await group.Leader.PageAsync(group.Path)).GetElementById($"member-{ruth.UserId}"));
    }

    [Fact]
    public async Task What_cannot_stand_is_told_beside_its_field_and_nothing_is_saved()
    {
        var group = await site.NewGroupAsync();
        (string, string)[] bad = [("firstName", " "), ("lastName", "\u0007"), ("phone", "nonsense"), ("about", new string('x', 281)), ("contactVisibleTo", "friends")];
        var before = await site.StateAsync();
        using var response = await group.Leader.PostAsync("/me", bad);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = await Phone.HtmlAsync(response);
        Assert.Equal("5 things to change", page.QuerySelector("[role=alert] h2")!.TextContent);
        foreach (var (name, typed) in bad)
        {
            var fault = page.GetElementById($"{name}-error")!.TextContent.Trim();
            Assert.NotEmpty(fault);
            Assert.Equal($"#{name}", page.QuerySelectorAll("[role=alert] a").Single(link => link.TextContent == fault).GetAttribute("href"));
            Assert.NotNull(page.GetElementById(name));
            if (name != "contactVisibleTo") Assert.Equal(typed, Value(page, name));
            // The check of one field by htmx says the very same.
            using var check = await group.Leader.PostHtmxAsync($"/me?handler=check&field={name}", bad);
            Assert.Equal(HttpStatusCode.OK, check.StatusCode);
            Assert.Equal(fault, (await Phone.HtmlAsync(check)).Body!.TextContent.Trim());
        }
        Assert.Equal(before, await site.StateAsync());
    }

    [Fact]
    public async Task A_check_is_for_fields_there_are_and_people_who_are_signed_in()
    {
        var group = await site.NewGroupAsync();
        using var stranger = site.NewPhone();
        foreach (var (phone, field) in new[] { (stranger, "phone"), (group.Leader, "email"), (group.Leader, "") })
        {
            using var check = await phone.PostHtmxAsync($"/me?handler=check&field={field}", All);
            Assert.Equal(HttpStatusCode.NotFound, check.StatusCode);
        }
    }

    [Fact]
    public async Task Two_tabs_that_change_different_fields_both_count()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        var (one, two) = (Form(await ruth.PageAsync("/me")), Form(await ruth.PageAsync("/me")));
        using var first = await ruth.PostAsync("/me", With(one, "lastName", "Moabit"));
        using var second = await ruth.PostAsync("/me", With(two, "about", "Gleans"));
        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther), (first.StatusCode, second.StatusCode));
        Assert.Equal(1, await site.CountAsync("users WHERE id = $1 AND last_name = 'Moabit' AND about = 'Gleans'", ruth.UserId));
    }

    [Fact]
    public async Task Two_tabs_that_change_the_same_field_are_shown_both_and_the_second_save_decides()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        var (one, two) = (Form(await ruth.PageAsync("/me")), Form(await ruth.PageAsync("/me")));
        using var first = await ruth.PostAsync("/me", With(one, "lastName", "Moabit"));
        using var second = await ruth.PostAsync("/me", With(With(two, "lastName", "Boaz"), "about", "Gleans"));
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal(1, await site.CountAsync("users WHERE id = $1 AND last_name = 'Moabit' AND about = ''", ruth.UserId));
        var page = await Phone.HtmlAsync(second);
        Assert.Equal(("Boaz", "Gleans"), (Value(page, "lastName"), Value(page, "about")));
        Assert.Contains("Moabit", page.QuerySelector("#lastName-error")!.TextContent);
        Assert.Empty(page.QuerySelector("#about-error")!.TextContent.Trim());
        using var third = await ruth.PostAsync("/me", Form(page));
        Assert.Equal(HttpStatusCode.SeeOther, third.StatusCode);
        Assert.Equal(1, await site.CountAsync("users WHERE id = $1 AND last_name = 'Boaz' AND about = 'Gleans'", ruth.UserId));
    }

    [Fact]
    public async Task The_list_of_next_steps_knows_what_is_done_and_can_be_put_away()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        Assert.Equal("#lastName", (await ruth.PageAsync("/me")).QuerySelector(".steps a[href='#lastName']")?.GetAttribute("href"));
        using var named = await ruth.PostAsync("/me", All);
        var steps = (await ruth.PageAsync("/me")).QuerySelector(".steps")!;
        Assert.Null(steps.QuerySelector("a[href='#lastName']"));
        Assert.Contains("Done: Add your last name", steps.TextContent);
        using var hidden = await ruth.PostAsync("/me?handler=steps");
        Assert.Equal(HttpStatusCode.SeeOther, hidden.StatusCode);
        using var elsewhere = await site.PhoneOfAsync(ruth.UserId);
        Assert.Null((await elsewhere.PageAsync("/me")).QuerySelector(".steps"));
    }

    private static string? Value(IHtmlDocument page, string name) => page.QuerySelector($"[name='{name}']") switch
    {
        IHtmlTextAreaElement area => area.Value,
        IHtmlInputElement { Type: "radio" } => page.QuerySelector($"[name='{name}']:checked")?.GetAttribute("value"),
        { } input => input.GetAttribute("value"),
        null => null,
    };

    /// <summary>What a browser would send of the form as it stands.</summary>
    private static (string, string)[] Form(IHtmlDocument page) =>
        [.. page.QuerySelectorAll("form[action='/me'] [name]").Select(field => field.GetAttribute("name")!).Distinct().Select(name => (name, Value(page, name) ?? ""))];

    private static (string Name, string Value)[] With((string Name, string Value)[] form, string name, string value) =>
        [.. form.Select(field => field.Name == name ? (name, value) : field)];
}
