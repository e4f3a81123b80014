using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GroupPages.Work.Push;

namespace GroupPages.Tests.Support;

/// <summary>What arrived at a phone, decrypted.</summary>
public sealed record ArrivedPush(PushText Text, string Raw, IReadOnlyDictionary<string, string> Headers);

/// <summary>A phone's end of web push: keys of its own, which never leave it, and a path at the local push service.</summary>
public sealed class PushedPhone(string endpoint) : IDisposable
{
    private readonly ECDiffieHellman key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] auth = RandomNumberGenerator.GetBytes(16);

    public string Endpoint => endpoint;

    /// <summary>What its browser tells the page.</summary>
    public (string, string)[] Form => [("endpoint", endpoint), ("p256dh", Base64Url.EncodeToString(Point)), ("auth", Base64Url.EncodeToString(auth))];

    private byte[] Point => PushCipher.PointOf(key.ExportParameters(false).Q);

    /// <summary>Reads a body as RFC 8188 and RFC 8291 say, header first.</summary>
    public string Decrypt(byte[] body)
    {
        var (salt, sender) = (body[..16], body[21..(21 + body[20])]);
        var (content, nonce) = PushCipher.KeysOf(key, sender, Point, sender, auth, salt);
        var cipher = body.AsSpan(21 + body[20]);
        var plain = new byte[cipher.Length - 16];
        using var gcm = new AesGcm(content, 16);
        gcm.Decrypt(nonce, cipher[..^16], cipher[^16..], plain);
        return Encoding.UTF8.GetString(plain.AsSpan(0, Array.LastIndexOf(plain, (byte)2)));
    }

    public void Dispose() => key.Dispose();
}

/// <summary>A push service on this machine: takes pushes for its phones, checks who sent them, and lets tests read them.</summary>
public sealed class PushEndpoint : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentDictionary<string, PushedPhone> phones = new();
    private readonly ConcurrentQueue<(string Endpoint, ArrivedPush Push)> arrived = new();
    private int made;

    public PushEndpoint()
    {
        Address = $"http://127.0.0.1:{FreePort.Next()}/";
        listener.Prefixes.Add(Address);
        listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    /// <summary>What it answers to a phone's path; 201 takes it.</summary>
    public Func<string, int> Answer { get; set; } = _ => 201;

    public PushedPhone NewPhone()
    {
        var endpoint = $"{Address}push/{Interlocked.Increment(ref made)}";
        return phones[endpoint] = new(endpoint);
    }

    public IReadOnlyList<ArrivedPush> At(PushedPhone phone) => [.. arrived.Where(one => one.Endpoint == phone.Endpoint).Select(one => one.Push)];

    /// <summary>What came to a phone, once there is so much.</summary>
    public async Task<IReadOnlyList<ArrivedPush>> AtAsync(PushedPhone phone, int count = 1)
    {
        await Eventually.TrueAsync(() => At(phone).Count >= count, TimeSpan.FromSeconds(15), $"{count} pushes must arrive");
        return At(phone);
    }

    public void Dispose()
    {
        listener.Close();
        foreach (var phone in phones.Values) phone.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true) await TakeAsync(await listener.GetContextAsync());
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TakeAsync(HttpListenerContext context)
    {
        var endpoint = context.Request.Url!.AbsoluteUri;
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        var headers = context.Request.Headers.AllKeys.ToDictionary(name => name!.ToLowerInvariant(), name => context.Request.Headers[name]!);
        context.Response.StatusCode = !IsSigned(headers["authorization"]) ? 403 : phones.TryGetValue(endpoint, out var phone) ? Answer(endpoint) : 404;
        if (context.Response.StatusCode == 201)
        {
            var raw = phones[endpoint].Decrypt(body.ToArray());
            arrived.Enqueue((endpoint, new(JsonSerializer.Deserialize<PushText>(raw, JsonSerializerOptions.Web)!, raw, headers)));
        }
        context.Response.Close();
    }

    /// <summary>RFC 8292: a token for this service, of this day, signed by the key that stands beside it.</summary>
    private bool IsSigned(string authorization)
    {
        var parts = authorization["vapid ".Length..].Split(", ").ToDictionary(part => part[..1], part => part[2..]);
        var token = parts["t"].Split('.');
        var point = Base64Url.DecodeFromChars(parts["k"]);
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = point[1..33], Y = point[33..] } });
        var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(token[1])).RootElement;
        var left = claims.GetProperty("exp").GetInt64() - TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return claims.GetProperty("aud").GetString() == Address.TrimEnd('/') && left > 0 && claims.GetProperty("sub").GetString()!.StartsWith("http", StringComparison.Ordinal)
            && key.VerifyData(Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Base64Url.DecodeFromChars(token[2]), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
