using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace GroupPages.Work.Push;

/// <summary>
/// Says to a push service who sends: RFC 8292 (VAPID). The key is made once and shared by all processes, since browsers bind
/// their subscriptions to it: another key would silence every phone.
/// </summary>
public sealed class Vapid(SiteSecrets secrets, Ops.PublicAddress address, TimeProvider clock)
{
    // RFC 8292 section 2 allows 24 hours; half of it bears clocks that differ.
    private static readonly TimeSpan Life = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<string, (string Header, DateTimeOffset Until)> headers = new();

    /// <summary>The public key as browsers want it (<c>applicationServerKey</c>): an uncompressed point in base64url.</summary>
    public async ValueTask<string> PublicKeyAsync(CancellationToken cancel)
    {
        using var key = await KeyAsync(cancel);
        return Base64Url.EncodeToString(PushCipher.PointOf(key.ExportParameters(includePrivateParameters: false).Q));
    }

    /// <summary>The <c>Authorization</c> header for requests to an endpoint's server; the same one for half its life.</summary>
    public async ValueTask<string> HeaderAsync(Uri endpoint, CancellationToken cancel)
    {
        var (audience, now) = (endpoint.GetLeftPart(UriPartial.Authority), clock.GetUtcNow());
        if (headers.TryGetValue(audience, out var known) && known.Until > now)
            return known.Header;
        using var key = await KeyAsync(cancel);
        // Few services serve all browsers. Many names are somebody's own doing, and not worth the memory.
        if (headers.Count > 100)
            headers.Clear();
        var header = $"vapid t={Token(key, audience, now + Life)}, k={await PublicKeyAsync(cancel)}";
        headers[audience] = (header, now + (Life / 2));
        return header;
    }

    private string Token(ECDsa key, string audience, DateTimeOffset until)
    {
        var claims = JsonSerializer.SerializeToUtf8Bytes(new { aud = audience, exp = until.ToUnixTimeSeconds(), sub = address.Site });
        var said = $"{Base64Url.EncodeToString("""{"typ":"JWT","alg":"ES256"}"""u8)}.{Base64Url.EncodeToString(claims)}";
        var signature = key.SignData(System.Text.Encoding.ASCII.GetBytes(said), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{said}.{Base64Url.EncodeToString(signature)}";
    }

    private async ValueTask<ECDsa> KeyAsync(CancellationToken cancel)
    {
        var kept = await secrets.GetAsync("vapid", static () =>
        {
            using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return fresh.ExportPkcs8PrivateKey();
        }, cancel);
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(kept, out _);
        return key;
    }
}
