namespace GroupPages.Ops;

/// <summary>The settings under <c>GroupPages</c> (environment: <c>GroupPages__Name</c>).</summary>
public sealed class Settings
{
    /// <summary>Where photos and the private database are kept.</summary>
    public string DataDirectory { get; init; } = ".data";

    /// <summary>The address people reach this site under, for QR codes and links; by default that of the request.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Any of <c>web,live,worker</c>; all by default.</summary>
    public string Roles { get; init; } = "web,live,worker";

    /// <summary>Where mails go; without a host they are written as files under the data directory.</summary>
    public SmtpSettings Smtp { get; init; } = new();

    /// <summary>Notifications on phones.</summary>
    public PushSettings Push { get; init; } = new();

    /// <summary>Who sends it as a bearer token may read <c>/metrics</c> from elsewhere; without one only this machine may.</summary>
    public string? MetricsToken { get; init; }

    /// <summary>What is told when a figure passes its threshold.</summary>
    public AlertSettings Alerts { get; init; } = new();

    /// <summary>
    /// The proxies before this program, as addresses or networks (<c>10.0.0.0/8</c>) with commas between: whom they say they ask for
    /// is believed. Those on this machine always are.
    /// </summary>
    public string Proxies { get; init; } = "";

    /// <summary>Where photos are kept.</summary>
    public PhotoSettings Photos { get; init; } = new();

    /// <summary>How long people are let go before the program stops, 0 to 15; <see cref="Drain"/> says how, and how long by default.</summary>
    public int? DrainSeconds { get; init; }

    public bool Has(string role) =>
        Roles.Split(',', StringSplitOptions.TrimEntries).Contains(role, StringComparer.OrdinalIgnoreCase);
}

/// <summary>The settings under <c>GroupPages:Smtp</c> (environment: <c>GroupPages__Smtp__Host</c>).</summary>
public sealed class SmtpSettings
{
    /// <summary>The mail server; null or empty for none.</summary>
    public string? Host { get; init; }

    public int Port { get; init; } = 587;

    /// <summary>The name to sign in to the server with; none without.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Who our mails are from, such as <c>GroupPages &lt;hello@example.org&gt;</c>.</summary>
    public string From { get; init; } = "GroupPages <grouppages@localhost>";

    /// <summary>
    /// <c>auto</c>: TLS where the server offers it, and always with a password; <c>starttls</c>; <c>tls</c> from the first byte
    /// (port 465); <c>none</c>.
    /// </summary>
    public string Security { get; init; } = "auto";
}

/// <summary>The settings under <c>GroupPages:Alerts</c>.</summary>
public sealed class AlertSettings
{
    /// <summary>Gets each alert by mail; nobody without it. Several are separated by commas.</summary>
    public string? MailTo { get; init; }

    /// <summary>Gets each alert as a POST of JSON; none without it.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>Seconds between two looks at the figures.</summary>
    public int EverySeconds { get; init; } = 5;

    /// <summary>Memory this process may take, in MB; 0: what the machine or container gives.</summary>
    public int MemoryMegabytes { get; init; }
}

/// <summary>The settings under <c>GroupPages:Push</c>.</summary>
public sealed class PushSettings
{
    /// <summary>Lets pushes go to any address, also of this machine and without TLS: for a push service of one's own on a closed network, and for tests.</summary>
    public bool AllowPrivateHosts { get; init; }
}

/// <summary>The settings under <c>GroupPages:Photos</c>.</summary>
public sealed class PhotoSettings
{
    /// <summary><c>folder</c> (under the data directory) or <c>s3</c>; <c>s3</c> where a bucket is set, else <c>folder</c>.</summary>
    public string? Store { get; init; }

    /// <summary>A bucket of any store that speaks S3.</summary>
    public S3Settings S3 { get; init; } = new();
}

/// <summary>The settings under <c>GroupPages:Photos:S3</c>.</summary>
public sealed class S3Settings
{
    /// <summary>The store's address, such as <c>https://fra1.digitaloceanspaces.com</c>.</summary>
    public string? Endpoint { get; init; }

    public string? Bucket { get; init; }

    /// <summary>What requests are signed for; most stores but Amazon's own take any.</summary>
    public string Region { get; init; } = "us-east-1";

    public string? AccessKey { get; init; }

    public string? SecretKey { get; init; }

    /// <summary>What the names in the bucket begin with.</summary>
    public string Prefix { get; init; } = "photos/";

    /// <summary>The bucket is named in the path and not in the host's name; every store takes that.</summary>
    public bool PathStyle { get; init; } = true;
}
