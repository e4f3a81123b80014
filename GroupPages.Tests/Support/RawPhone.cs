using System.Net.Sockets;
using System.Text;

namespace GroupPages.Tests.Support;

/// <summary>A phone on the worst of lines: a bare socket with a tiny buffer, read only when a test says so.</summary>
public sealed class RawPhone : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };

    /// <summary>Asks for a stream as a signed-in phone, and reads nothing of it.</summary>
    public static async Task<RawPhone> OpenAsync(Phone signedIn, string path)
    {
        var raw = new RawPhone();
        var address = signedIn.Http.BaseAddress!;
        await raw.socket.ConnectAsync(address.Host, address.Port);
        await raw.socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\nCookie: {signedIn.Cookies.GetCookieHeader(address)}\r\n\r\n"));
        return raw;
    }

    /// <summary>Reads what there is until the other side ends it, well or not; gives the text.</summary>
    public async Task<string> ReadToEndAsync(TimeSpan timeout)
    {
        using var late = new CancellationTokenSource(timeout);
        var text = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, late.Token) is > 0 and var count)
                text.Write(buffer, 0, count);
        }
        catch (SocketException)
        {
            // Reset: what was sent before it has been read.
        }
        return Encoding.UTF8.GetString(text.ToArray());
    }

    public void Dispose() => socket.Dispose();
}
