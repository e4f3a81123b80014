using Microsoft.Playwright;

namespace GroupPages.E2E;

/// <summary>The way to pages of leaders and of the desk that is more than an address.</summary>
internal static class ManagePlaces
{
    public static async Task ChoosingAsync(Gallery gallery, Visitor visitor)
    {
        await visitor.GoAsync($"{gallery.Lively.Path}/admin/members?choose=all");
        await visitor.Page.Locator("summary", new() { HasText = "Remove" }).ClickAsync();
    }

    public static async Task ImportAsync(Gallery gallery, Visitor visitor)
    {
        await visitor.GoAsync($"{gallery.Lively.Path}/admin/import");
        await visitor.Page.GetByLabel("Or paste the rows").FillAsync("""
            First name;Last name;E-mail;Mobile;Shoe size
            Maximiliane-Friederike;van der Westhuizen-Papadopoulos;a-rather-long-address-of-somebody@a-rather-long-domain.example.org;0049 171 123456;39
            רבקה;לוי;;0171 123456;
            Bo;;not an address;;
            Priya;;;;
            """);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Look at it" }).ClickAsync();
        await visitor.Page.Locator("summary", new() { HasText = "What the columns are" }).ClickAsync();
    }

    public static async Task LoginCodesAsync(Gallery gallery, Visitor visitor)
    {
        await visitor.GoAsync($"{gallery.Lively.Path}/admin/members?choose=all");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Login codes" }).ClickAsync();
    }

    public static async Task NamelessAsync(Gallery gallery, Visitor visitor)
    {
        visitor.Expect("422");
        await visitor.GoAsync($"{gallery.Lively.Path}/admin/members");
        await visitor.Page.Locator("summary", new() { HasText = "Add somebody" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Add them" }).ClickAsync();
    }

    public static async Task ManageOneAsync(Gallery gallery, Visitor visitor)
    {
        visitor.Expect("422");
        await visitor.GoAsync($"{gallery.Lively.Path}/admin/members/{gallery.Member.UserId}");
        await visitor.Page.Locator("summary", new() { HasText = "Ban Priya" }).ClickAsync();
        await visitor.Page.GetByLabel("Reason").FillAsync(new string('x', 300));
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, ban Priya" }).ClickAsync();
    }

    public static async Task WithoutWordsAsync(Gallery gallery, Visitor visitor)
    {
        visitor.Expect("422");
        await gallery.ReportAsync();
        await visitor.GoAsync($"{gallery.Lively.Path}/admin/reports");
        var report = visitor.Page.GetByRole(AriaRole.Article).First;
        await report.GetByRole(AriaRole.Radio, new() { Name = "Ban them" }).CheckAsync();
        await report.GetByRole(AriaRole.Button).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
    }

    public static async Task TwoAtOnceAsync(Gallery gallery, Visitor visitor)
    {
        visitor.Expect("409");
        await visitor.GoAsync($"{gallery.Quiet.Path}/admin");
        await gallery.SqlAsync("UPDATE groups SET description = 'What another leader wrote.' WHERE id = $1", gallery.Quiet.Id);
        await visitor.Page.GetByLabel("Description").FillAsync("What I wrote, at the same time.");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
    }

    public static async Task SignInCodeAsync(Gallery gallery, Visitor visitor)
    {
        await visitor.GoAsync($"{gallery.Lively.Path}/admin/members/{gallery.Member.UserId}/code");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Make a code" }).ClickAsync();
        await visitor.Page.Locator(".qr").WaitForAsync();
    }

    public static async Task BadCodeAsync(Gallery gallery, Visitor visitor)
    {
        visitor.Expect("422");
        await visitor.GoAsync($"{gallery.Lively.Path}/admin/codes");
        await visitor.Page.GetByText("Make a code").ClickAsync();
        await visitor.Page.GetByLabel("It holds for").SelectOptionAsync("at");
        await visitor.Page.GetByLabel("A word of your own").FillAsync("no");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Make the code" }).ClickAsync();
    }

    public static async Task SortingPeopleAsync(Gallery gallery, Visitor visitor)
    {
        await visitor.GoAsync("/admin/users?show=admins&q=ada");
        await visitor.Page.Locator("main summary").ClickAsync();
    }

    public static async Task SiteLogAsync(Gallery gallery, Visitor visitor)
    {
        await gallery.SqlAsync("""
            INSERT INTO audit_log (actor_id, user_id, action, details)
            VALUES ($1, $2, 'user-edited', '{"before": {"lastName": "Holgersby"}, "after": {"lastName": "van der Westhuizen-Papadopoulos"}}'), ($1, $2, 'site-admin-appointed', null)
            """, gallery.Admin.UserId, gallery.Newcomer.UserId);
        await visitor.GoAsync("/admin/log?q=nils");
    }

    public static async Task BadPersonAsync(Gallery gallery, Visitor visitor)
    {
        visitor.Expect("422");
        await visitor.GoAsync("/admin/users/create");
        await visitor.Page.Locator("#email").FillAsync("no address");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
    }

    public static async Task PersonAtDeskAsync(Gallery gallery, Visitor visitor)
    {
        await visitor.GoAsync($"/admin/users/{gallery.Newcomer.UserId}/edit");
        await visitor.Page.Locator("summary", new() { HasText = "Delete" }).ClickAsync();
    }

    public static async Task EditedByTwoAsync(Gallery gallery, Visitor visitor)
    {
        visitor.Expect("409");
        await visitor.GoAsync($"/admin/users/{gallery.Newcomer.UserId}/edit");
        await gallery.SqlAsync("UPDATE users SET about = 'Sings bass, ' || id, contact_visible_to = 'leaders' WHERE id = $1", gallery.Newcomer.UserId);
        await visitor.Page.GetByLabel("About them").FillAsync("Sings tenor");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
    }

    public static async Task GroupPeopleAsync(Gallery gallery, Visitor visitor)
    {
        await visitor.GoAsync($"/admin/groups/{gallery.Lively.Slug}/edit/members?sort=name");
        await visitor.Page.Locator(".rows .menu > summary").Nth(1).ClickAsync();
        await visitor.Page.Locator(".menu[open] .ask summary").ClickAsync();
    }
}
