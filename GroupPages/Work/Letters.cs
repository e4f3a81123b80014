using GroupPages.Live;
using GroupPages.Ops;
using MimeKit;

namespace GroupPages.Work;

/// <summary>
/// Puts letters into envelopes. Their links lead to the address in the settings, never to that of a request: whoever asks
/// for somebody's reset link with a forged Host header would else have it sent with a way to himself.
/// </summary>
internal sealed class Letters(FragmentRenderer fragments, PublicAddress address, Settings settings, TimeProvider clock)
{
    public async Task<MimeMessage> WriteAsync(OutgoingMail mail)
    {
        var letter = Letter.Of(mail.Letter!, mail.Token);
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
        return message;
    }

    private static string TextOf(LetterView view) => string.Join("\n\n",
        [view.Greeting, .. view.Letter.Before, $"{view.Letter.Button}:\n{view.Link}", .. view.Letter.After, $"GroupPages, {view.Site}"]) + "\n";
}
