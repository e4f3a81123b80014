using System.Net;
using System.Net.Sockets;

namespace GroupPages.Tests.Support;

/// <summary>A Caddy with the site's own settings (docs/deploy/Caddyfile), on free ports and with a certificate of its own making.</summary>
public sealed class Caddy : IDisposable
{
    private readonly ChildProcess process;
    private readonly string log;

    private Caddy(ChildProcess process, Uri address, string log) => (this.process, Address, this.log) = (process, address, log);

    public Uri Address { get; }

    /// <summary>What it logged: each request it could not have answered is in there.</summary>
    public string Said => File.ReadAllText(log);

    /// <summary>Starts it before some processes of the program; it ends with the cluster.</summary>
    public static async Task<Caddy> StartAsync(TestCluster cluster, params IEnumerable<Uri> upstreams)
    {
        var (https, http) = (FreePort.Next(), FreePort.Next());
        // Its own, as several may stand before several sites at once; it works in the cluster's, which the watchdog knows it by.
        var directory = Path.Combine(cluster.Directory, $"caddy-{https}");
        var settings = $$"""
            {
                admin off
                default_bind 127.0.0.1
                http_port {{http}}
                https_port {{https}}
                auto_https disable_redirects
                local_certs
                skip_install_trust
                storage file_system {{directory}}
            }

            {{await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "deploy", "Caddyfile"))}}
            """;
        var process = ChildProcess.Start(
            cluster.Directory,
            """
            export GROUPPAGES_DOMAIN="localhost:$2" GROUPPAGES_UPSTREAMS="$3" HOME="$PWD/caddy-$2"
            mkdir "$HOME" || exit 1
            printf '%s' "$1" >"$HOME/Caddyfile"
            exec caddy run --config "$HOME/Caddyfile" --adapter caddyfile >"$HOME/caddy.log" 2>&1 </dev/null
            """,
            settings, $"{https}", string.Join(' ', upstreams.Select(upstream => upstream.Authority)));
        var caddy = new Caddy(process, new($"https://localhost:{https}"), Path.Combine(directory, "caddy.log"));
        await Eventually.TrueAsync(caddy.AcceptsAsync, TimeSpan.FromSeconds(15), "Caddy must accept connections");
        return caddy;
    }

    public void Dispose() => process.Dispose();

    private async Task<bool> AcceptsAsync()
    {
        if (process.HasExited) throw new InvalidOperationException($"Caddy ended:\n{Said}");
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Address.Port);
            using var phone = new Phone(Address);
            return await phone.StatusAsync("/readyz") == HttpStatusCode.OK;
        }
        catch (Exception error) when (error is SocketException or HttpRequestException)
        {
            return false;
        }
    }
}
