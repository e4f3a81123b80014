using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace GroupPages.Tests.Support;

/// <summary>Finds a TCP port of 127.0.0.1 that a server can take, leave and take again.</summary>
internal static class FreePort
{
    // Below Linux's ephemeral range (32768 up): otherwise any outgoing connection may sit on the port
    // while the server behind it is stopped, and the test that starts it again fails once in a while.
    private const int First = 20_000, End = 32_000;

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    public static int Next()
    {
        for (var tries = 0; tries < 1_000; tries++)
        {
            var port = RandomNumberGenerator.GetInt32(First, End);
            if (IsFree(port) && Given.TryAdd(port, true)) return port;
        }
        throw new InvalidOperationException($"No free port between {First} and {End}.");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
