using GroupPages.Work;
using MimeKit;

namespace GroupPages.Ops.Monitoring;

/// <summary>
/// Tells of alerts by mail, to whom the settings say. Past the outbox: an alert may be about the very database that it stands in.
/// </summary>
public sealed class AlertMail(IServiceProvider services, Settings settings, PublicAddress address, ILogger<AlertMail> log)
{
    public async Task TellAsync(AlertEvent told, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(settings.Alerts.MailTo))
            return;
        try
        {
            using var message = new MimeMessage
            {
                Subject = told.Line,
                Date = told.At,
                Body = new TextPart("plain") { Text = $"{told.Line}\n{told.Name}, {told.At:yyyy-MM-dd HH:mm:ss} UTC\n\n{address.Site}/admin/ops\n" },
            };
            message.From.Add(MailboxAddress.Parse(settings.Smtp.From));
            message.To.AddRange(InternetAddressList.Parse(settings.Alerts.MailTo));
            message.Headers.Add("Auto-Submitted", "auto-generated");
            await services.GetRequiredService<MailPost>().SendAsync(message, cancel);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.LogWarning("An alert could not be mailed: {Error}", error.Message);
        }
    }
}
