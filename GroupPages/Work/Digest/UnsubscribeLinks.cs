using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GroupPages.Data;

namespace GroupPages.Work.Digest;

/// <summary>Links that end somebody's digest: who, and a seal over it, so that nothing need be stored and a link in an old mail works for ever.</summary>
public sealed class UnsubscribeLinks(SiteSecrets secrets)
{
    private const int SealLength = 16;

    /// <summary>The part of the address after <c>/unsubscribe/</c>.</summary>
    public async ValueTask<string> OfAsync(UserId user, CancellationToken cancel) => $"{user}-{Base64Url.EncodeToString(await SealAsync(user, cancel))}";

    /// <summary>Whose digest a link ends; null for one that is not ours.</summary>
    public async ValueTask<UserId?> ReadAsync(string token, CancellationToken cancel)
    {
        var parts = token.Split('-', 2);
        if (parts.Length < 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return null;
        var seal = Base64Url.EncodeToString(await SealAsync(new(id), cancel));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(seal), Encoding.UTF8.GetBytes(parts[1])) ? new UserId(id) : null;
    }

    private async ValueTask<byte[]> SealAsync(UserId user, CancellationToken cancel)
    {
        var key = await secrets.GetAsync("unsubscribe", static () => RandomNumberGenerator.GetBytes(32), cancel);
        return HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(user.ToString()))[..SealLength];
    }
}
