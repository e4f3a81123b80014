using GroupPages.Work.Jobs;

namespace GroupPages.Work;

/// <summary>
/// Sends what is in the outbox, one mail after another: one connection for the length of a statement, and none while a mail
/// server is talked to. Each mail keeps its own tries; the job is only the hand that sends them.
/// </summary>
internal sealed class Mailer(Outbox outbox, Letters letters, MailPost post, TimeProvider clock, ILogger<Mailer> log) : IJobKind
{
    // Whatever is put into the outbox asks for this job; so this is only for what nobody asked for.
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    public string Name => "mails";

    public string Words => "Sends the mails that wait.";

    public bool IsStanding => true;

    public async Task<JobEnd> RunAsync(Job job, CancellationToken cancel)
    {
        string? fault = null;
        while (true)
        {
            var sent = await SendNextAsync(cancel);
            fault ??= sent.Fault;
            if (!sent.MayGoOn)
                return new(await outbox.NextAsync(cancel) ?? clock.GetUtcNow() + Pause, fault);
        }
    }

    /// <summary>Sends the next mail that is due.</summary>
    /// <returns>Whether there may be more, and not when the mail server is not to be had now; and why one was not sent.</returns>
    private async Task<(bool MayGoOn, string? Fault)> SendNextAsync(CancellationToken cancel)
    {
        if (await outbox.TakeAsync(cancel) is not { } mail)
            return (false, null);
        if (mail.Letter is not null && await FaultAsync(mail, cancel) is { } fault)
        {
            await outbox.PostponeAsync(mail, fault.Words, fault.IsFinal, cancel);
            return (fault.IsFinal, fault.Words);
        }
        await outbox.RemoveAsync(mail, cancel);
        return (true, null);
    }

    private async Task<(string Words, bool IsFinal)?> FaultAsync(OutgoingMail mail, CancellationToken cancel)
    {
        try
        {
            if (await letters.WriteAsync(mail, cancel) is { } message)
                await post.SendAsync(message, cancel);
            return null;
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.LogWarning("Mail {Id} ({Letter}) could not be sent, try {Attempt}: {Error}", mail.Id, mail.Letter, mail.Attempts, error.Message);
            return (error.Message, MailPost.IsFinal(error));
        }
    }
}
