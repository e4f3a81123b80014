using System.Net;
using System.Text.Json;
using GroupPages.Ops;
using GroupPages.Ops.Monitoring;

namespace GroupPages.Work.Push;

/// <summary>Where a phone can be reached.</summary>
/// <param name="Key">The phone's public key, an uncompressed point.</param>
/// <param name="Auth">The secret the phone made, 16 bytes.</param>
public sealed record PushAddress(Uri Endpoint, byte[] Key, byte[] Auth);

/// <summary>What a phone shows.</summary>
/// <param name="Title">Who or what it is about.</param>
/// <param name="Body">What was said.</param>
/// <param name="Path">Where a tap leads.</param>
/// <param name="Tag">A second push of the same tag takes the first one's place.</param>
public sealed record PushText(string Title, string Body, string Path, string Tag);

/// <summary>What became of a push.</summary>
public enum PushOutcome
{
    Sent,

    /// <summary>There is no such phone any more, or it wants none (404, 410), or never took one of ours (401, 403).</summary>
    Gone,

    /// <summary>Not now: worth another try later.</summary>
    Later,
}

/// <summary>Hands a push to the push service of a phone's browser: RFC 8030.</summary>
public sealed class PushSender(IHttpClientFactory clients, Vapid vapid, Settings settings, Metrics metrics, ILogger<PushSender> log)
{
    /// <summary>The name of the HTTP client: no redirects, no cookies, and none but public addresses.</summary>
    public const string Client = "pushes";

    // A day later nobody wants to hear that somebody wrote; the badge tells.
    private const string Life = "86400";

    /// <summary>True for an address that a browser may have given us; whether its name is a public one shows when it is connected to.</summary>
    public bool IsAllowed(Uri endpoint) => endpoint is { IsAbsoluteUri: true, UserInfo: "", Scheme: "http" or "https" }
        && (settings.Push.AllowPrivateHosts || (endpoint.Scheme == Uri.UriSchemeHttps && endpoint.IsDefaultPort && endpoint.HostNameType == UriHostNameType.Dns));

    public async Task<PushOutcome> SendAsync(PushAddress to, PushText text, CancellationToken cancel)
    {
        var outcome = IsAllowed(to.Endpoint) ? await TrySendAsync(to, text, cancel) : PushOutcome.Gone;
        metrics.CountPush(outcome);
        return outcome;
    }

    private async Task<PushOutcome> TrySendAsync(PushAddress to, PushText text, CancellationToken cancel)
    {
        try
        {
            using var client = clients.CreateClient(Client);
            using var request = new HttpRequestMessage(HttpMethod.Post, to.Endpoint)
            {
                Content = new ByteArrayContent(PushCipher.Encrypt(JsonSerializer.SerializeToUtf8Bytes(text, JsonSerializerOptions.Web), to.Key, to.Auth)),
            };
            request.Content.Headers.ContentEncoding.Add("aes128gcm");
            request.Content.Headers.ContentType = new("application/octet-stream");
            request.Headers.TryAddWithoutValidation("Authorization", await vapid.HeaderAsync(to.Endpoint, cancel));
            request.Headers.Add("TTL", Life);
            request.Headers.Add("Urgency", "normal");
            // While the phone is away the newest of a conversation takes the place of those before it.
            request.Headers.Add("Topic", text.Tag);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return Read(answer.StatusCode);
        }
        catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            log.LogDebug("A push did not reach {Host}: {Error}", to.Endpoint.Host, error.Message);
            return PushOutcome.Later;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return PushOutcome.Gone;
        }
    }

    private static PushOutcome Read(HttpStatusCode status) => status switch
    {
        >= HttpStatusCode.OK and < HttpStatusCode.Ambiguous => PushOutcome.Sent,
        HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => PushOutcome.Gone,
        _ => PushOutcome.Later,
    };
}
