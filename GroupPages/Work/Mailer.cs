using GroupPages.Data;
using GroupPages.Ops;

namespace GroupPages.Work;

/// <summary>
/// Sends what is in the outbox, one mail after another: one connection for the length of a statement, and none while a mail
/// server is talked to.
/// </summary>
internal sealed class Mailer(Outbox outbox, Letters letters, MailPost post, Settings settings, ILogger<Mailer> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Has("worker"))
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await SendNextAsync(stoppingToken))
                {
                }
            }
            catch (Exception error) when (Database.IsUnavailable(error))
            {
                log.LogDebug("Mails wait for the database: {Error}", error.Message);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogError(error, "Mails wait");
            }
            await outbox.WaitAsync(Pause, stoppingToken);
        }
    }

    /// <summary>Sends the next mail that is due.</summary>
    /// <returns>False when there is none, or the mail server is not to be had now.</returns>
    internal async Task<bool> SendNextAsync(CancellationToken cancel)
    {
        if (await outbox.TakeAsync(cancel) is not { } mail)
            return false;
        if (mail.Letter is not null && await FaultAsync(mail, cancel) is { } fault)
        {
            await outbox.PostponeAsync(mail, fault.Words, fault.IsFinal, cancel);
            return fault.IsFinal;
        }
        await outbox.RemoveAsync(mail, cancel);
        return true;
    }

    private async Task<(string Words, bool IsFinal)?> FaultAsync(OutgoingMail mail, CancellationToken cancel)
    {
        try
        {
            await post.SendAsync(await letters.WriteAsync(mail), cancel);
            return null;
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.LogWarning("Mail {Id} ({Letter}) could not be sent, try {Attempt}: {Error}", mail.Id, mail.Letter, mail.Attempts, error.Message);
            return (error.Message, MailPost.IsFinal(error));
        }
    }
}
