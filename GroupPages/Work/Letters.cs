using GroupPages.Live;
using GroupPages.Ops;
using GroupPages.Work.Digest;
using MimeKit;

namespace GroupPages.Work;

/// <summary>
/// Puts letters into envelopes. Their links lead to the address in the settings, never to that of a request: whoever asks
/// for somebody's reset link with a forged Host header would else have it sent with a way to himself.
/// </summary>
internal sealed class Letters(FragmentRenderer fragments, PublicAddress address, Settings settings, DigestLetter digests, TimeProvider clock)
{
    /// <returns>Null when there is nothing to say any more.</returns>
    public async Task<MimeMessage?> WriteAsync(OutgoingMail mail, CancellationToken cancel)
    {
        var letter = mail.Letter == "digest" ? await digests.WriteAsync(mail.User!.Value, cancel) : Letter.Of(mail.Letter!, mail.Token);
        if (letter is null)
            return null;
        var view = new LetterView(letter, mail.FirstName.Length == 0 ? "Hello," : $"Hello {mail.FirstName},", address.Site + letter.Path, address.Site);
        var message = new MimeMessage
        {
            Subject = letter.Subject,
            Date = clock.GetUtcNow(),
            // The same for each try: a mailbox that got it twice shows it once.
            MessageId = $"grouppages-{mail.Id}@{new Uri(address.Site).Host}",
            Body = new MultipartAlternative(
                new TextPart("plain") { Text = TextOf(view) },
                new TextPart("html") { Text = await fragments.RenderAsync("/Pages/Account/Mails/_Letter.cshtml", view) }),
        };
        message.From.Add(MailboxAddress.Parse(settings.Smtp.From));
        message.To.Add(MailboxAddress.Parse(mail.Email));
        // No out-of-office note need answer it (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        if (letter.Unsubscribe is { } unsubscribe)
        {
            // One click in the mail program itself (RFC 2369, RFC 8058).
            message.Headers.Add("List-Unsubscribe", $"<{address.Site}{unsubscribe}>");
            message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        return message;
    }

    private static string TextOf(LetterView view) => string.Join("\n\n",
        [view.Greeting, .. view.Letter.Before, .. view.Letter.Items.Select(item => $"{item.Title}: {item.Words}\n{view.Site}{item.Path}"), $"{view.Letter.Button}:\n{view.Link}", .. view.Letter.After,
            .. view.Letter.Unsubscribe is { } unsubscribe ? new[] { $"No more of these mails:\n{view.Site}{unsubscribe}" } : [], $"GroupPages, {view.Site}"]) + "\n";
}
