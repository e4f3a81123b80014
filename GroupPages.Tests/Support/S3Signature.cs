using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GroupPages.Tests.Support;

/// <summary>A request as Amazon's Signature Version 4 sees it.</summary>
/// <param name="Path">As it went over the wire, encoded.</param>
/// <param name="Query">The names and values, decoded.</param>
/// <param name="Header">The value of a header by its lower-case name.</param>
public sealed record S3Request(string Method, string Path, IReadOnlyList<(string Name, string Value)> Query, Func<string, string> Header);

/// <summary>
/// Checks signatures as a store does (AWS General Reference, "Signature Version 4 signing process"): a second writing of the rules,
/// beside the one in the library that the program uses.
/// </summary>
public static class S3Signature
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(15);

    /// <returns>Null when the request is signed as it should be, else the error code a store answers with.</returns>
    public static string? Fault(S3Request request, ReadOnlySpan<byte> body, string accessKey, string secretKey, DateTimeOffset now)
    {
        const string algorithm = "AWS4-HMAC-SHA256 ";
        var header = request.Header("authorization");
        if (!header.StartsWith(algorithm, StringComparison.Ordinal))
            return "AccessDenied";
        var parts = header[algorithm.Length..].Split(',').Select(part => part.Trim().Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        var scope = parts["Credential"].Split('/', 2);
        if (scope[0] != accessKey || scope[1].Split('/') is not [var day, var region, "s3", "aws4_request"])
            return "InvalidAccessKeyId";
        if (!DateTimeOffset.TryParseExact(request.Header("x-amz-date"), "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            || (now - date).Duration() > Skew || !request.Header("x-amz-date").StartsWith(day, StringComparison.Ordinal))
            return "RequestTimeTooSkewed";
        var signed = parts["SignedHeaders"].Split(';');
        if (!signed.Contains("host") || !signed.Contains("x-amz-content-sha256") || !signed.Contains("x-amz-date"))
            return "AccessDenied";
        if (request.Header("x-amz-content-sha256") != Hex(SHA256.HashData(body)))
            return "XAmzContentSHA256Mismatch";
        var key = new[] { day, region, "s3", "aws4_request" }.Aggregate(Encoding.UTF8.GetBytes($"AWS4{secretKey}"), (secret, part) => Hmac(secret, part));
        var toSign = $"AWS4-HMAC-SHA256\n{request.Header("x-amz-date")}\n{scope[1]}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(request, signed))))}";
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hex(Hmac(key, toSign))), Encoding.ASCII.GetBytes(parts["Signature"]))
            ? null : "SignatureDoesNotMatch";
    }

    private static string Canonical(S3Request request, string[] signed) => string.Join('\n',
    [
        request.Method,
        request.Path,
        string.Join('&', request.Query.Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}").Order(StringComparer.Ordinal)),
        .. signed.Select(name => $"{name}:{request.Header(name).Trim()}"),
        "",
        string.Join(';', signed),
        request.Header("x-amz-content-sha256"),
    ]);

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
