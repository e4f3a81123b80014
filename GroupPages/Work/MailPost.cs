using System.Globalization;
using GroupPages.Ops;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace GroupPages.Work;

/// <summary>Where mails go: to a mail server, or without one into files, so that everything can be tried at home.</summary>
internal sealed class MailPost(Settings settings, TimeProvider clock, ILogger<MailPost> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public Task SendAsync(MimeMessage message, CancellationToken cancel) =>
        string.IsNullOrWhiteSpace(settings.Smtp.Host) ? WriteAsync(message, cancel) : HandOverAsync(message, cancel);

    /// <summary>True when the mail server will never take this mail: a retry would only annoy it.</summary>
    public static bool IsFinal(Exception error) =>
        error is SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted, StatusCode: >= SmtpStatusCode.CommandUnrecognized }
            or NotSupportedException or ParseException;

    private async Task HandOverAsync(MimeMessage message, CancellationToken cancel)
    {
        var smtp = settings.Smtp;
        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        await client.ConnectAsync(smtp.Host!, smtp.Port, SecurityOf(smtp), cancel);
        if (!string.IsNullOrEmpty(smtp.User))
            await client.AuthenticateAsync(smtp.User, smtp.Password ?? "", cancel);
        await client.SendAsync(message, cancel);
        await client.DisconnectAsync(quit: true, cancel);
    }

    // With a password never in the clear: a man in the middle need only leave STARTTLS out of the greeting.
    private static SecureSocketOptions SecurityOf(SmtpSettings smtp) => smtp.Security.ToLowerInvariant() switch
    {
        "none" => SecureSocketOptions.None,
        "tls" => SecureSocketOptions.SslOnConnect,
        "starttls" => SecureSocketOptions.StartTls,
        _ when smtp.Port == 465 => SecureSocketOptions.SslOnConnect,
        _ when !string.IsNullOrEmpty(smtp.User) => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.StartTlsWhenAvailable,
    };

    private async Task WriteAsync(MimeMessage message, CancellationToken cancel)
    {
        var directory = Path.GetFullPath(Path.Combine(settings.DataDirectory, "mails"));
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, $"{clock.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{(message.MessageId ?? "mail").Split('@')[0]}.eml");
        // What is in it signs somebody in: for its owner's eyes.
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new FileStream(path, options))
            await message.WriteToAsync(file, cancel);
        log.LogInformation("No mail server is set (GroupPages__Smtp__Host); the mail is in {Path}", path);
    }
}
