using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;

namespace GroupPages.Pages.Me.SignIn;

/// <summary>What is wrong in a form of the page, and what was typed into it.</summary>
public sealed record SignInFaults
{
    public string? Email { get; init; }

    public string? Typed { get; init; }

    public string? Password { get; init; }

    public string? Current { get; init; }

    /// <summary>Which form: <c>email</c>, <c>password</c>, <c>remove</c>, <c>removeemail</c>.</summary>
    public string Form { get; init; } = "";

    /// <summary>What concerns no field.</summary>
    public string? Other { get; init; }

    public int Status { get; init; } = StatusCodes.Status422UnprocessableEntity;

    public bool Any => (Email ?? Password ?? Current ?? Other) is not null;

    public static readonly SignInFaults LostRace = new()
    {
        Status = StatusCodes.Status409Conflict,
        Other = "Your account was changed elsewhere a moment ago. Look at what stands here now, and try again.",
    };

    public static readonly SignInFaults TooMany = new()
    {
        Status = StatusCodes.Status429TooManyRequests,
        Other = "That was a lot at once. Wait a minute and try again.",
    };
}

/// <summary>The forms of <c>/me/sign-in</c>: what was typed is checked, then whether it is me, then it is done.</summary>
public sealed class SignInForms(SignInChanges changes, Reauthentication again, PasswordWork passwords, SignInLimits limits)
{
    public static string? WordsOf(string? done) => done switch
    {
        "signed-up" => "Welcome. We have mailed you a link to confirm your address.",
        "email" => "We have mailed a link to that address. It is yours once you have pressed the button there.",
        "confirmed" => "Your address is confirmed.",
        "password" => "Your password is set.",
        "removed" => "Your password is gone. You sign in by mail now, or by a leader’s code.",
        "email-removed" => "Your email is gone, and so is the password that went with it.",
        "mailed" => "A mail is on its way. The link in it works for an hour.",
        _ => null,
    };

    public async Task<SignInFaults> EmailAsync(
        SessionSnapshot session, SignInState state, string? typed, string? current, HttpContext http, CancellationToken cancel)
    {
        var email = EmailAddress.Read(typed, out var fault);
        if (email is not null && state.IsConfirmed && string.Equals(email, state.Email, StringComparison.OrdinalIgnoreCase))
            (email, fault) = (null, "This is your address already.");
        if (email is not null && limits.AskRefusal(http) is not null)
            return SignInFaults.TooMany;
        var isMe = email is null ? null : await again.FaultAsync(state, session, current, http, cancel);
        if (email is null || isMe is not null)
            return new() { Form = "email", Email = fault, Typed = typed, Current = isMe };
        return await changes.ClaimEmailAsync(new(session, state.PasswordHash), email, cancel) ? new() : SignInFaults.LostRace;
    }

    public async Task<SignInFaults> PasswordAsync(
        SessionSnapshot session, SignInState state, string? typed, string? current, HttpContext http, CancellationToken cancel)
    {
        var fault = PasswordRules.Fault(typed);
        var isMe = fault is null ? await again.FaultAsync(state, session, current, http, cancel) : null;
        if (fault is not null || isMe is not null)
            return new() { Form = "password", Password = fault, Current = isMe };
        if (await passwords.HashAsync(typed!, cancel) is not { } hash)
            return SignInFaults.TooMany;
        return await changes.SetPasswordAsync(new(session, state.PasswordHash), hash, KnownDevices.Meet(http), cancel) ? new() : SignInFaults.LostRace;
    }

    public async Task<SignInFaults> RemoveAsync(
        SessionSnapshot session, SignInState state, string? current, HttpContext http, CancellationToken cancel)
    {
        if (await again.FaultAsync(state, session, current, http, cancel) is { } isMe)
            return new() { Form = "remove", Current = isMe };
        return await changes.SetPasswordAsync(new(session, state.PasswordHash), null, KnownDevices.Meet(http), cancel) ? new() : SignInFaults.LostRace;
    }

    public async Task<SignInFaults> RemoveEmailAsync(
        SessionSnapshot session, SignInState state, string? current, HttpContext http, CancellationToken cancel)
    {
        if (session.IsSiteAdmin)
            return new() { Form = "removeemail", Other = "You are a site admin: without an email nobody could let you back in. Another site admin can take that part from you first." };
        if (await again.FaultAsync(state, session, current, http, cancel) is { } isMe)
            return new() { Form = "removeemail", Current = isMe };
        return await changes.RemoveEmailAsync(new(session, state.PasswordHash), cancel) ? new() : SignInFaults.LostRace;
    }

    /// <summary>The confirmation once more while an address waits for it, else a link that shows that it is me.</summary>
    public async Task<SignInFaults> MailAsync(SessionSnapshot session, SignInState state, HttpContext http, CancellationToken cancel)
    {
        if (limits.AskRefusal(http) is not null)
            return SignInFaults.TooMany;
        await changes.MailAsync(session.UserId, isConfirmation: state.Pending is not null && !state.NeedsLink, cancel);
        return new();
    }
}
