using GroupPages.Tests.Support;
using Microsoft.Playwright;

namespace GroupPages.E2E;

/// <summary>The way to pages of accounts with an email.</summary>
internal static class AccountPlaces
{
    public static async Task SignUpWithErrorsAsync(Gallery gallery, Visitor visitor)
    {
        visitor.Expect("422");
        await visitor.GoAsync("/signup");
        await visitor.Page.GetByLabel("Email").FillAsync("somebody@a-rather-long-domain-name-that-goes-on@example.org");
        await visitor.Page.GetByLabel("Password").FillAsync("football");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign up" }).ClickAsync();
    }

    public static async Task SignInRefusedAsync(Gallery gallery, Visitor visitor)
    {
        visitor.Expect("422");
        await visitor.GoAsync("/login");
        await visitor.Page.GetByLabel("Email").FillAsync("somebody@example.org");
        await visitor.Page.GetByLabel("Password").FillAsync("not the one");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
    }

    public static async Task LinkAsync(Gallery gallery, Visitor visitor, string path) =>
        await visitor.GoAsync($"{path}/{await gallery.NewMailLinkAsync(await gallery.NewUserAsync("Wilhelmina"), AccountRows.KindOf(path))}");

    /// <summary>The newcomer has an address, waits for another, and has a password; a form is open, with what was wrong in it.</summary>
    public static async Task SigningInAsync(Gallery gallery, Visitor visitor)
    {
        visitor.Expect("422");
        await gallery.NewLoginAsync(gallery.Newcomer.UserId);
        await gallery.SqlAsync("""
            INSERT INTO pending_emails (user_id, email) VALUES ($1, 'nils.and-a-very-long-name-indeed@another-long-domain.example.org') ON CONFLICT DO NOTHING
            """, gallery.Newcomer.UserId);
        await visitor.GoAsync("/me/sign-in");
        await visitor.Page.GetByText("Change the password").ClickAsync();
        await visitor.Page.Locator("#password").FillAsync("short");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Change it" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
    }

    /// <summary>The newcomer is about to take their address away.</summary>
    public static async Task WithoutEmailAsync(Gallery gallery, Visitor visitor)
    {
        await gallery.NewLoginAsync(gallery.Newcomer.UserId);
        await visitor.GoAsync("/me/sign-in");
        await visitor.Page.GetByText("Remove my email").First.ClickAsync();
    }

    /// <summary>The newcomer is signed in in three places, and leaders have made codes.</summary>
    public static async Task DevicesAsync(Gallery gallery, Visitor visitor)
    {
        var user = gallery.Newcomer.UserId;
        await gallery.SqlAsync("""
            INSERT INTO sessions (token_hash, user_id, device, created_at, last_seen_at, expires_at)
            SELECT sha256((n || agent)::bytea), $1, agent, now() - n * interval '40 days', now() - n * interval '9 days', now() + interval '1 year'
            FROM (VALUES (1, 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1'),
                (2, 'Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36')) a(n, agent) ON CONFLICT DO NOTHING
            """, user);
        await gallery.NewLoginCodeAsync(user);
        await gallery.SqlAsync("UPDATE login_codes SET made_by = $2 WHERE user_id = $1", user, gallery.Lively.Leader.UserId);
        await visitor.GoAsync("/me/devices");
    }
}
