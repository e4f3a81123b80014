using System.Net;
using System.Net.Sockets;

namespace GroupPages.Load;

internal static class FreePort
{
    /// <summary>Prints a port nobody has. Below the ephemeral range: thousands of outgoing connections could take it before its server does.</summary>
    public static int Print()
    {
        for (var port = 20_000 + (Environment.ProcessId % 10_000); port < 32_000; port++)
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
            }
            catch (SocketException)
            {
                continue;
            }
            Console.WriteLine(port);
            return 0;
        }
        return 1;
    }
}
