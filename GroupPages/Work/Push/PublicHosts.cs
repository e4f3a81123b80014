using System.Net;
using System.Net.Sockets;

namespace GroupPages.Work.Push;

/// <summary>
/// Keeps requests to addresses that members give us out of our own network (server-side request forgery, OWASP ASVS 12.6):
/// the name is looked up here, and only a public address is connected to, so no name can change its mind in between.
/// </summary>
internal static class PublicHosts
{
    // What is not the public internet, by the IANA special-purpose registries.
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        }.Select(range => IPNetwork.Parse(range)),
    ];

    // Only global unicast; in it, what carries a version 4 address or is documentation.
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] SpecialSix = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(range => IPNetwork.Parse(range))];

    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? !Special.Any(range => range.Contains(plain))
            : Global.Contains(plain) && !SpecialSix.Any(range => range.Contains(plain));
    }

    /// <summary>Connects to one of a name's public addresses.</summary>
    /// <exception cref="HttpRequestException">It has none.</exception>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var addresses = (await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel)).Where(IsPublic).ToArray();
        if (addresses.Length == 0)
            throw new HttpRequestException($"{context.DnsEndPoint.Host} has no public address.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
