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
