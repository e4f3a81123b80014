using System.Net;
using System.Net.Sockets;

namespace GroupPages.Ops;

/// <summary>Whose line a request comes by: what is counted against guessing where there is nothing better to count by.</summary>
internal static class ClientAddress
{
    public static string Of(HttpContext http) => http.Connection.RemoteIpAddress is { } address ? Of(address) : "";

    /// <summary>
    /// Of version 6 the network alone: every line has at least 2^64 addresses (RFC 6177), and whoever was counted by one of them would
    /// go on with the next.
    /// </summary>
    internal static string Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        var network = address.GetAddressBytes();
        network.AsSpan(8).Clear();
        return new IPAddress(network).ToString();
    }
}
