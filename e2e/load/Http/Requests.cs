using System.Globalization;
using System.Text;

namespace GroupPages.Load.Http;

/// <summary>Requests as a phone's browser sends them, as bytes.</summary>
internal sealed class Requests(int port)
{
    private readonly string common =
        $"Host: 127.0.0.1:{port}\r\nUser-Agent: Mozilla/5.0 (Linux; Android 12; load runner)\r\nAccept-Encoding: br\r\n";

    public byte[] Get(string path, string? session = null, bool isHtmx = false) =>
        Bytes($"GET {path} HTTP/1.1\r\n{common}{Cookie(session)}{(isHtmx ? "HX-Request: true\r\n" : "")}Accept: text/html\r\n\r\n");

    /// <param name="form">Already encoded: <c>a=1&amp;b=2</c>.</param>
    public byte[] Post(string path, string form, string? session = null, bool isHtmx = false) => Bytes(
        $"POST {path} HTTP/1.1\r\n{common}{Cookie(session)}{(isHtmx ? "HX-Request: true\r\n" : "")}Origin: http://127.0.0.1:{port}\r\n"
        + $"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {form.Length.ToString(CultureInfo.InvariantCulture)}\r\n\r\n{form}");

    /// <summary>A message that is one photo, as the chat's script sends it.</summary>
    public byte[] Photo(string path, byte[] photo, string key, string session)
    {
        const string Boundary = "----load-runner";
        var head = Bytes(
            $"--{Boundary}\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n\r\n--{Boundary}\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n{key}\r\n"
            + $"--{Boundary}\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n");
        var tail = Bytes($"\r\n--{Boundary}--\r\n");
        var length = (head.Length + photo.Length + tail.Length).ToString(CultureInfo.InvariantCulture);
        return
        [
            .. Bytes($"POST {path} HTTP/1.1\r\n{common}{Cookie(session)}HX-Request: true\r\nOrigin: http://127.0.0.1:{port}\r\n"
                + $"Content-Type: multipart/form-data; boundary={Boundary}\r\nContent-Length: {length}\r\n\r\n"),
            .. head, .. photo, .. tail,
        ];
    }

    public byte[] Stream(string query, string? session, long? lastEventId = null) => Bytes(
        $"GET /live?{query} HTTP/1.1\r\n{common}{Cookie(session)}Accept: text/event-stream\r\n"
        + (lastEventId is { } id ? $"Last-Event-ID: {id}\r\n\r\n" : "\r\n"));

    public byte[] WebSocket(string path) => Bytes(
        $"GET {path} HTTP/1.1\r\n{common}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");

    private static string Cookie(string? session) => session is null ? "" : $"Cookie: session={session}\r\n";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
