using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace GroupPages.Tests.Support;

/// <summary>A mail server that takes everything and lets tests read it: just enough of SMTP (RFC 5321), on a port of its own.</summary>
public sealed class SmtpInbox : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<MimeMessage> received = new();
    private readonly Task serving;

    public SmtpInbox()
    {
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What it answers to a recipient, such as <c>451 later</c>; null takes them.</summary>
    public Func<string, string?> Refusal { get; set; } = _ => null;

    public IReadOnlyList<MimeMessage> Received => [.. received];

    /// <summary>The mails to an address, once there are so many.</summary>
    public async Task<IReadOnlyList<MimeMessage>> ToAsync(string address, int count = 1)
    {
        await Eventually.TrueAsync(() => To(address).Count >= count, TimeSpan.FromSeconds(15), $"{count} mails must come to {address}");
        return To(address);
    }

    public IReadOnlyList<MimeMessage> To(string address) => [.. received.Where(mail => mail.To.Mailboxes.Any(to => to.Address == address))];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
        listener.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> talks = [];
        try
        {
            while (true)
                talks.Add(TalkAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var held = client;
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        try
        {
            await SayAsync("220 test ESMTP");
            while (await reader.ReadLineAsync(stop.Token) is { } line)
            {
                if (line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase))
                {
                    await SayAsync("221 bye");
                    return;
                }
                await SayAsync(await AnswerAsync(line));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The client hung up, or the test is over.
        }

        async Task SayAsync(string words) => await stream.WriteAsync(Encoding.Latin1.GetBytes(words + "\r\n"), stop.Token);

        async Task<string> AnswerAsync(string line)
        {
            if (line.StartsWith("EHLO", StringComparison.OrdinalIgnoreCase))
                return "250-test\r\n250 SMTPUTF8";
            if (line.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase))
                return Refusal(line) ?? "250 ok";
            if (!line.StartsWith("DATA", StringComparison.OrdinalIgnoreCase))
                return "250 ok";
            await SayAsync("354 go on");
            StringBuilder data = new();
            while (await reader.ReadLineAsync(stop.Token) is { } text && text != ".")
                data.Append(text.StartsWith('.') ? text[1..] : text).Append("\r\n");
            using var bytes = new MemoryStream(Encoding.Latin1.GetBytes(data.ToString()));
            received.Enqueue(await MimeMessage.LoadAsync(bytes, stop.Token));
            return "250 taken";
        }
    }
}
