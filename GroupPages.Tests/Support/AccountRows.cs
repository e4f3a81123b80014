using GroupPages.Access;

namespace GroupPages.Tests.Support;

/// <summary>Accounts with an email, put straight into a site's database.</summary>
public static class AccountRows
{
    public const string Password = "violet horse staple";

    // Few rounds: what tests pay for is not what they are about.
    private static readonly Lazy<Task<string?>> Hash = new(() => new PasswordWork(iterations: 1_000).HashAsync(Password, CancellationToken.None));

    /// <summary>Gives a user a confirmed address and the password above; gives the address.</summary>
    public static async Task<string> NewLoginAsync(this TestSite site, long user)
    {
        await site.SqlAsync("UPDATE users SET email = $2, email_verified_at = now(), password_hash = $3 WHERE id = $1",
            user, $"user{user}@example.org", (await Hash.Value)!);
        return $"user{user}@example.org";
    }

    /// <summary>A link as a mail would bring it; gives its token.</summary>
    /// <param name="kind"><c>confirm</c>, <c>sign-in</c> or <c>reset</c>.</param>
    public static async Task<string> NewMailLinkAsync(this TestSite site, long user, string kind)
    {
        var token = Secret.NewCode();
        if (kind == "confirm")
            await site.SqlAsync("INSERT INTO pending_emails (user_id, email) VALUES ($1, 'user' || $1 || '@example.org') ON CONFLICT DO NOTHING", user);
        else
            await site.SqlAsync("UPDATE users SET email = 'user' || $1 || '@example.org', email_verified_at = now() WHERE id = $1", user);
        await site.SqlAsync("""
            INSERT INTO mail_links (token_hash, kind, user_id, email, expires_at)
            VALUES ($1, $2, $3, 'user' || $3 || '@example.org', now() + interval '1 hour')
            """, Secret.Hash(token), kind, user);
        return token;
    }

    /// <summary>Which kind of link a path takes.</summary>
    public static string KindOf(string path) =>
        path.StartsWith("/reset", StringComparison.Ordinal) ? "reset" : path.StartsWith("/confirm", StringComparison.Ordinal) ? "confirm" : "sign-in";
}
