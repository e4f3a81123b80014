using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using GroupPages.Access;
using GroupPages.Ops;
using GroupPages.Pages.Chat;
using GroupPages.Work.Push;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me.Notifications;

/// <summary><c>/me/notifications</c>: what I want to hear of, on this phone and by mail, and when not.</summary>
public sealed class IndexModel(
    CurrentUser me, NotificationSettingsQuery query, ConversationsQuery conversations, SaveNotificationsCommand save,
    PushSubscriptions subscriptions, PushSender sender, Vapid vapid, Limits limits) : PageModel
{
    // No browser's is longer; the table takes no more.
    private const int LongestEndpoint = 1000;

    public NotificationSettings Settings { get; private set; } = null!;

    public NotificationForm Form { get; private set; } = null!;

    public IReadOnlyList<ConversationLine> Conversations { get; private set; } = [];

    /// <summary>What a browser needs to be told by us.</summary>
    public string PublicKey { get; private set; } = "";

    public string? Said { get; private set; }

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? done, CancellationToken cancel)
    {
        if (!me.IsSignedIn)
            return Redirect("/login");
        Said = done switch
        {
            "saved" => "Saved.",
            "on" => "This device will tell you when somebody writes.",
            "off" => "This device is silent now.",
            "sent" => "Sent. It should be here within a few seconds.",
            _ => null,
        };
        return await ShowAsync(null, StatusCodes.Status200OK, cancel);
    }

    public async Task<IActionResult> OnPostAsync(string? digest, string? quiet, string? from, string? to, string? zone, CancellationToken cancel)
    {
        if (me.Id is not { } user)
            return NotFound();
        var form = NotificationForm.Read(digest, quiet, from, to, zone);
        if (form.HasFaults)
            return await ShowAsync(form, StatusCodes.Status422UnprocessableEntity, cancel);
        await save.RunAsync(user, form.WantsDigest, form.Quiet, cancel);
        return new SeeOtherResult("/me/notifications?done=saved");
    }

    /// <summary>What a browser says when somebody has let it tell them: where, and by which keys (base64url).</summary>
    public async Task<IActionResult> OnPostDeviceAsync(string? endpoint, string? p256dh, string? auth, CancellationToken cancel)
    {
        if (me.Session is not { } session)
            return NotFound();
        if (Read(endpoint, p256dh, auth) is not { } address)
        {
            Refusal = "This browser gave no address that we could reach.";
            return await ShowAsync(null, StatusCodes.Status422UnprocessableEntity, cancel);
        }
        await subscriptions.SaveAsync(session.Id, address, cancel);
        return new SeeOtherResult("/me/notifications?done=on");
    }

    public async Task<IActionResult> OnPostSilenceAsync(CancellationToken cancel)
    {
        if (me.Session is not { } session)
            return NotFound();
        await subscriptions.RemoveAsync(session.Id, cancel);
        return new SeeOtherResult("/me/notifications?done=off");
    }

    public async Task<IActionResult> OnPostTryAsync(CancellationToken cancel)
    {
        if (me.Session is not { } session)
            return NotFound();
        if (limits.TrialRefusal(session.UserId) is { } wait)
        {
            var seconds = (int)Math.Ceiling(wait.TotalSeconds);
            Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            Refusal = $"These were a few in a row. The next can go out in {seconds} s.";
            return await ShowAsync(null, StatusCodes.Status429TooManyRequests, cancel);
        }
        var outcome = await subscriptions.FindAsync(session.Id, cancel) is { } address
            ? await sender.SendAsync(address, new("It works", "This is how you will hear of messages.", "/me/notifications", "try"), cancel) : PushOutcome.Gone;
        if (outcome == PushOutcome.Sent)
            return new SeeOtherResult("/me/notifications?done=sent");
        if (outcome == PushOutcome.Gone)
            await subscriptions.RemoveAsync(session.Id, cancel);
        Refusal = outcome == PushOutcome.Gone ? "This device takes no notifications any more. Switch them on again." : "The browser's push service cannot be reached now. Try again in a minute.";
        return await ShowAsync(null, StatusCodes.Status409Conflict, cancel);
    }

    private PushAddress? Read(string? endpoint, string? p256dh, string? auth)
    {
        if (endpoint is null or { Length: > LongestEndpoint } || !Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || !sender.IsAllowed(address)
            || address.AbsoluteUri.Length > LongestEndpoint)
            return null;
        try
        {
            var (key, secret) = (Base64Url.DecodeFromChars(p256dh), Base64Url.DecodeFromChars(auth));
            PushCipher.Check(key);
            return secret.Length == 16 ? new(address, key, secret) : null;
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            return null;
        }
    }

    private async Task<IActionResult> ShowAsync(NotificationForm? typed, int status, CancellationToken cancel)
    {
        var session = me.Session!;
        Settings = await query.RunAsync(session.UserId, session.Id, cancel);
        Conversations = (await conversations.RunAsync(session.UserId, null, cancel)).Lines;
        PublicKey = await vapid.PublicKeyAsync(cancel);
        Form = typed ?? NotificationForm.Of(Settings);
        Response.StatusCode = status;
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }
}
