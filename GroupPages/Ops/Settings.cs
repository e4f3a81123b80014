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

    /// <summary>Who sends it as a bearer token may read <c>/metrics</c> from elsewhere; without one only this machine may.</summary>
    public string? MetricsToken { get; init; }

    /// <summary>What is told when a figure passes its threshold.</summary>
    public AlertSettings Alerts { get; init; } = new();

    public bool Has(string role) =>
        Roles.Split(',', StringSplitOptions.TrimEntries).Contains(role, StringComparer.OrdinalIgnoreCase);
}

/// <summary>The settings under <c>GroupPages:Alerts</c>.</summary>
public sealed class AlertSettings
{
    /// <summary>Gets each alert as a POST of JSON; none without it.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>Seconds between two looks at the figures.</summary>
    public int EverySeconds { get; init; } = 5;

    /// <summary>Memory this process may take, in MB; 0: what the machine or container gives.</summary>
    public int MemoryMegabytes { get; init; }
}
