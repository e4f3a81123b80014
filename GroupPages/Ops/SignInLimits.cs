using GroupPages.Access;

namespace GroupPages.Ops;

/// <summary>
/// How often one may try to sign in (PRODUCT.md, data rules). Counted by account and device, so that nobody can lock anybody
/// out: where an account has signed in before, only that device's own tries count. All other devices together have one more
/// measure, as a script can forget its cookie with each try.
/// </summary>
public sealed class SignInLimits(SharedTries shared)
{
    // PRODUCT.md: 10 tries a minute an account and device.
    private readonly SharedLimit tries = shared.NewLimit("tries", burst: 10, period: TimeSpan.FromSeconds(6));

    // Strange devices together: 60 tries at once and then 5 a minute make 7,260 guesses a day, of passwords that are not common.
    private readonly SharedLimit strangers = shared.NewLimit("strangers", burst: 60, period: TimeSpan.FromSeconds(12));

    // Mails and accounts asked for by one browser; and by all without a cookie at one address, which may be a whole church.
    private readonly SharedLimit asks = shared.NewLimit("asks", burst: 20, period: TimeSpan.FromSeconds(10));
    private readonly SharedLimit cookieless = shared.NewLimit("cookieless", burst: 300, period: TimeSpan.FromSeconds(1));

    /// <summary>Counts one try.</summary>
    /// <param name="account">The address as typed, whether there is such an account or not.</param>
    /// <param name="isKnown">The account has signed in on this device before.</param>
    /// <returns>Null when it may be made, else when the next may.</returns>
    public TimeSpan? Refusal(string account, HttpContext http, bool isKnown)
    {
        var name = account.ToLowerInvariant();
        var refusal = tries.Refusal($"{DeviceOf(http)} {name}") ?? (isKnown ? null : strangers.Refusal(name));
        // A browser's first try came before its name did; it counts under that name, too, or it would have eleven.
        if (refusal is null && KnownDevices.Of(http.Request) is null)
            tries.Refusal($"{KnownDevices.Meet(http)} {name}");
        return refusal;
    }

    /// <summary>Counts one request for a mail or an account. Null when it may be made, else when the next may.</summary>
    public TimeSpan? AskRefusal(HttpContext http) => (KnownDevices.Of(http.Request) is null ? cookieless : asks).Refusal(DeviceOf(http));

    // The cookie it came with, not the one it is being given: else each try without one would be a new device.
    private static string DeviceOf(HttpContext http) =>
        KnownDevices.Of(http.Request) ?? ClientAddress.Of(http);
}
