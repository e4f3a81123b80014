using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GroupPages.Work.Push;

/// <summary>
/// Encrypts what a push says, so that only the phone reads it and not the browser maker's server in between: RFC 8291 on top
/// of RFC 8188 (<c>aes128gcm</c>), one record.
/// </summary>
public static class PushCipher
{
    /// <summary>The most that fits: a push service need not take more than 4096 bytes (RFC 8030 section 7.2), header and tag included.</summary>
    public const int LongestText = 4096 - HeaderLength - PointLength - TagLength - 1;

    /// <summary>Bytes of an uncompressed point of P-256.</summary>
    public const int PointLength = 65;

    private const int SaltLength = 16, KeyLength = 16, NonceLength = 12, TagLength = 16, HeaderLength = SaltLength + 4 + 1, RecordSize = 4096;

    // RFC 8188 section 2: what ends the last record.
    private const byte LastRecord = 2;

    /// <summary>The body of the request to the push service.</summary>
    /// <param name="text">UTF-8, at most <see cref="LongestText"/> bytes.</param>
    /// <param name="receiver">The phone's public key, an uncompressed point.</param>
    /// <param name="auth">The secret that the phone made, 16 bytes.</param>
    /// <exception cref="CryptographicException">The key is no point of the curve.</exception>
    public static byte[] Encrypt(ReadOnlySpan<byte> text, ReadOnlySpan<byte> receiver, ReadOnlySpan<byte> auth)
    {
        using var sender = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Encrypt(text, receiver, auth, sender, RandomNumberGenerator.GetBytes(SaltLength));
    }

    /// <summary>The same with a known key and salt, for the RFC's own example.</summary>
    internal static byte[] Encrypt(ReadOnlySpan<byte> text, ReadOnlySpan<byte> receiver, ReadOnlySpan<byte> auth, ECDiffieHellman sender, byte[] salt)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, LongestText);
        var mine = PointOf(sender.ExportParameters(includePrivateParameters: false).Q);
        var (key, nonce) = KeysOf(sender, receiver, receiver, mine, auth, salt);
        var body = new byte[HeaderLength + PointLength + text.Length + 1 + TagLength];
        salt.CopyTo(body, 0);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(SaltLength), RecordSize);
        body[HeaderLength - 1] = PointLength;
        mine.CopyTo(body, HeaderLength);
        byte[] plain = [.. text, LastRecord];
        var cipher = body.AsSpan(HeaderLength + PointLength);
        using var gcm = new AesGcm(key, TagLength);
        gcm.Encrypt(nonce, plain, cipher[..plain.Length], cipher[plain.Length..]);
        return body;
    }

    /// <summary>Throws where a key is no point of the curve: such a subscription could never be served.</summary>
    /// <exception cref="CryptographicException">It is none.</exception>
    public static void Check(ReadOnlySpan<byte> point) => Import(point).Dispose();

    /// <summary>Key and nonce of the one record (RFC 8291 section 3.4, RFC 8188 section 2.2).</summary>
    /// <param name="own">Whoever computes: sender or, in a test, receiver.</param>
    /// <param name="other">The other's public key.</param>
    internal static (byte[] Key, byte[] Nonce) KeysOf(
        ECDiffieHellman own, ReadOnlySpan<byte> other, ReadOnlySpan<byte> receiver, ReadOnlySpan<byte> sender, ReadOnlySpan<byte> auth, byte[] salt)
    {
        using var theirs = Import(other);
        var secret = own.DeriveRawSecretAgreement(theirs.PublicKey);
        byte[] info = [.. "WebPush: info\0"u8, .. receiver, .. sender];
        var material = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, auth.ToArray(), info);
        return (HKDF.DeriveKey(HashAlgorithmName.SHA256, material, KeyLength, salt, Encoding.ASCII.GetBytes("Content-Encoding: aes128gcm\0")),
            HKDF.DeriveKey(HashAlgorithmName.SHA256, material, NonceLength, salt, Encoding.ASCII.GetBytes("Content-Encoding: nonce\0")));
    }

    internal static byte[] PointOf(ECPoint point) => [4, .. point.X!, .. point.Y!];

    private static ECDiffieHellman Import(ReadOnlySpan<byte> point)
    {
        if (point.Length != PointLength || point[0] != 4)
            throw new CryptographicException("This is no uncompressed point of P-256.");
        return ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = point[1..33].ToArray(), Y = point[33..].ToArray() },
        });
    }
}
