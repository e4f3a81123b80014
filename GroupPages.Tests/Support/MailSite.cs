using System.Text.RegularExpressions;
using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace GroupPages.Tests.Support;

/// <summary>A site whose mails arrive at a real mail server, with a date that can be moved and passwords that are hashed fast.</summary>
public partial class MailSite(SharedCluster shared) : WatchedSite(shared)
{
    public const string Password = AccountRows.Password;

    public SmtpInbox Inbox { get; } = new();

    public MovedClock Clock { get; } = new();

    public PasswordWork Passwords { get; } = new(iterations: 1_000);

    protected override void Configure(IServiceCollection services)
    {
        base.Configure(services);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(Passwords);
        services.AddSingleton(new Settings
        {
            PublicUrl = "https://pages.example.org",
            Smtp = new() { Host = "127.0.0.1", Port = Inbox.Port, Security = "none", From = "Pages <pages@example.org>" },
        });
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Inbox.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A user with a confirmed address and, unless empty, a password.</summary>
    public async Task<long> NewAccountAsync(string email, string password = Password, string firstName = "Ann")
    {
        var user = await this.NewUserAsync(firstName);
        var hash = password.Length == 0 ? null : await Passwords.HashAsync(password, CancellationToken.None);
        await SqlAsync("UPDATE users SET email = $2, email_verified_at = now(), password_hash = $3::text WHERE id = $1", user, email, (object?)hash ?? DBNull.Value);
        return user;
    }

    /// <inheritdoc cref="Rows.StateAsync"/>
    /// <remarks>Once every mail has gone: each is a row until a moment after it has arrived.</remarks>
    public async Task<string> StateAsync()
    {
        await Eventually.TrueAsync(async () => await this.CountAsync("mails WHERE attempts = 0") == 0, TimeSpan.FromSeconds(15), "every mail must go");
        return await Rows.StateAsync(this);
    }

    /// <summary>The path of the newest link mailed to an address, once so many mails came.</summary>
    public async Task<string> LinkAsync(string email, int count = 1) => LinkIn((await Inbox.ToAsync(email, count))[count - 1]);

    /// <summary>The path of the one link that a mail's text has.</summary>
    public static string LinkIn(MimeMessage mail) => Link().Match(mail.TextBody ?? "").Groups[1].Value;

    [GeneratedRegex(@"https://pages\.example\.org(/\S+)")]
    private static partial Regex Link();
}
