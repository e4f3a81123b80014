using System.Net;
using AngleSharp.Html.Dom;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Admin.Users;

/// <summary>A person's profile at the desk.</summary>
public sealed class UserEditTests(UserEditTests.Site site) : IClassFixture<UserEditTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task A_person_is_made_found_and_changed_and_each_is_noted()
    {
        using var ada = await AdminAsync();
        using var made = await ada.PostAsync("/admin/users/create", ("firstName", " Ruth "), ("lastName", "Lind"), ("email", "ruth@example.org"),
            ("phone", "+44 (20) 7946-0018"), ("about", "Sings alto"), ("contactVisibleTo", "leaders"));
        Assert.Equal(HttpStatusCode.SeeOther, made.StatusCode);
        var path = made.Headers.Location!.OriginalString.Split('?')[0];
        var user = long.Parse(path.Split('/')[3], null);
        Assert.Equal("Ruth|Lind|ruth@example.org|+442079460018|Sings alto|leaders", await RowAsync(user));

        using var saved = await Forms.SendAsync(ada, await ada.PageAsync(path), ("lastName", "Lindqvist"), ("email", ""));
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        Assert.Equal("Ruth|Lindqvist||+442079460018|Sings alto|leaders", await RowAsync(user));
        Assert.Equal("user-created", await site.SqlAsync<string>("SELECT action FROM audit_log WHERE user_id = $1 AND actor_id = $2 ORDER BY id LIMIT 1", user, ada.UserId));
        Assert.Equal("""{"after": {"email": null, "lastName": "Lindqvist"}, "before": {"email": "ruth@example.org", "lastName": "Lind"}}""",
            await site.SqlAsync<string>("SELECT details::text FROM audit_log WHERE user_id = $1 AND action = 'user-edited'", user));
    }

    [Fact]
    public async Task What_is_wrong_stands_beside_its_field_and_what_was_typed_stays()
    {
        using var ada = await AdminAsync();
        var before = await site.StateAsync();
        using var answer = await ada.PostAsync("/admin/users/create", ("firstName", " "), ("lastName", "Kept"), ("email", "no address"), ("phone", "0123"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await Phone.HtmlAsync(answer);
        foreach (var field in new[] { "firstName", "email", "phone" })
        {
            Assert.Equal("true", page.GetElementById(field)!.GetAttribute("aria-invalid"));
            Assert.NotEmpty(page.GetElementById($"{field}-error")!.TextContent);
            Assert.NotNull(page.QuerySelector($".errors a[href='#{field}']"));
        }
        Assert.Equal("Kept", Value(page, "lastName"));
        Assert.Equal("no address", Value(page, "email"));
        Assert.Equal(before, await site.StateAsync());
    }

    [Fact]
    public async Task Of_two_who_take_one_email_at_once_one_is_told_beside_the_field()
    {
        using var ada = await AdminAsync();
        for (var i = 0; i < 3; i++)
        {
            var email = $"same{i}@example.org";
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(n =>
                ada.PostAsync("/admin/users/create", ("firstName", $"Ruth{n}"), ("email", n % 2 == 0 ? email : email.ToUpperInvariant()))));
            Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.SeeOther);
            foreach (var refused in answers.Where(answer => answer.StatusCode == HttpStatusCode.UnprocessableEntity))
                Assert.Contains("has this email", (await Phone.HtmlAsync(refused)).GetElementById("email-error")!.TextContent);
            Assert.Equal(1, await site.CountAsync("users WHERE lower(email) = $1", email));
        }
    }

    [Fact]
    public async Task The_second_of_two_who_edit_one_person_is_shown_both_and_overwrites_nothing()
    {
        using var ada = await AdminAsync();
        using var bo = await AdminAsync();
        var user = await site.NewUserAsync("Ruth", "Lind");
        var path = $"/admin/users/{user}/edit";
        IHtmlDocument first = await ada.PageAsync(path), second = await bo.PageAsync(path);
        using (var saved = await Forms.SendAsync(ada, first, ("lastName", "Moore"), ("about", "From Ada")))
            Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);

        using var late = await Forms.SendAsync(bo, second, ("firstName", "Rut"), ("lastName", "Berg"));
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.StartsWith("Ruth|Moore|", await RowAsync(user));
        var page = await Phone.HtmlAsync(late);
        Assert.Equal("Berg", Value(page, "lastName"));
        Assert.Equal("Now saved: Moore", page.GetElementById("lastName-theirs")!.TextContent);
        Assert.Equal("Now saved: From Ada", page.GetElementById("about-theirs")!.TextContent);
        Assert.Null(page.GetElementById("email-theirs"));

        using var anyway = await Forms.SendAsync(bo, page);
        Assert.Equal(HttpStatusCode.SeeOther, anyway.StatusCode);
        Assert.StartsWith("Rut|Berg|", await RowAsync(user));
    }

    [Fact]
    public async Task Many_who_save_at_once_lose_nothing_unseen()
    {
        using var ada = await AdminAsync();
        var user = await site.NewUserAsync("Ruth");
        var page = await ada.PageAsync($"/admin/users/{user}/edit");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Forms.SendAsync(ada, page, ("lastName", $"Lind{n}"))));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.SeeOther);
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(1, await site.CountAsync("audit_log WHERE user_id = $1 AND action = 'user-edited'", user));
    }

    [Fact]
    public async Task A_login_code_signs_its_person_in_once_and_is_never_made_for_a_site_admin()
    {
        using var ada = await AdminAsync();
        var user = await site.NewUserAsync("Ruth");
        using var answer = await ada.PostAsync($"/admin/users/{user}/edit?handler=Code");
        var link = (await Phone.HtmlAsync(answer)).QuerySelector(".url")!.TextContent;
        using var phone = site.NewPhone();
        using var used = await phone.PostAsync(new Uri(link).AbsolutePath);
        Assert.Equal(HttpStatusCode.SeeOther, used.StatusCode);
        Assert.Equal($"{user}", (await phone.PageAsync("/me")).Body!.GetAttribute("data-user"));
        Assert.Equal(1, await site.CountAsync("audit_log WHERE user_id = $1 AND actor_id = $2 AND action = 'login-code-made'", user, ada.UserId));

        using var bo = await AdminAsync();
        using var refused = await ada.PostAsync($"/admin/users/{bo.UserId}/edit?handler=Code");
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Equal(0, await site.CountAsync("login_codes WHERE user_id = $1", bo.UserId));
    }

    [Fact]
    public async Task A_session_ended_at_the_desk_is_over_at_once_and_no_other_is()
    {
        using var ada = await AdminAsync();
        var user = await site.NewUserAsync("Ruth");
        using var one = await site.PhoneOfAsync(user);
        using var other = await site.PhoneOfAsync(user);
        var session = await site.SqlAsync<long>("SELECT min(id) FROM sessions WHERE user_id = $1", user);
        using var ended = await ada.PostAsync($"/admin/users/{user}/edit?handler=End", ("session", $"{session}"));
        Assert.Equal(HttpStatusCode.SeeOther, ended.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, await one.StatusAsync("/me"));
        Assert.Equal(HttpStatusCode.OK, await other.StatusAsync("/me"));
        using var nonsense = await ada.PostAsync($"/admin/users/{user}/edit?handler=End", ("session", "all"));
        Assert.Equal(HttpStatusCode.OK, await other.StatusAsync("/me"));
        var code = await site.NewLoginCodeAsync(user);
        using var all = await ada.PostAsync($"/admin/users/{user}/edit?handler=EndAll");
        using (var back = await one.PostAsync($"/l/{code}"))
            Assert.Equal(HttpStatusCode.Gone, back.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, await other.StatusAsync("/me"));
        Assert.Equal(2, await site.CountAsync("audit_log WHERE user_id = $1 AND action = 'session-ended'", user));
    }

    private async Task<Phone> AdminAsync() => await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));

    private Task<string> RowAsync(long user) =>
        site.SqlAsync<string>("SELECT concat_ws('|', first_name, last_name, coalesce(email, ''), coalesce(phone, ''), about, contact_visible_to) FROM users WHERE id = $1", user);

    private static string? Value(IHtmlDocument page, string field) => ((IHtmlInputElement)page.GetElementById(field)!).Value;
}
