using GroupPages.Access;
using GroupPages.Ops;

namespace GroupPages.Pages.Me.SignIn;

/// <summary>Asks for the current password before a change, where there is one. Counted like any try to sign in.</summary>
public sealed class Reauthentication(PasswordWork passwords, SignInLimits limits)
{
    /// <returns>What is wrong, in words; null when it is me, as far as this can tell.</returns>
    public async Task<string?> FaultAsync(SignInState state, SessionSnapshot session, string? typed, HttpContext http, CancellationToken cancel)
    {
        if (state.NeedsLink)
            return "Show first that it is you: let us mail you a link, and come back by it.";
        if (state.PasswordHash is not { } hash)
            return null;
        if (string.IsNullOrEmpty(typed))
            return "Please type your current password.";
        if (limits.Refusal($"user {session.UserId}", http, isKnown: true) is not null)
            return "Too many tries. Wait a minute.";
        return await passwords.FindAsync(typed, [hash], cancel) switch
        {
            0 => null,
            null => "Too much at once just now. Try again in a few seconds.",
            _ => "That is not your current password.",
        };
    }
}
