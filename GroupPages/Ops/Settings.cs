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

    public bool Has(string role) =>
        Roles.Split(',', StringSplitOptions.TrimEntries).Contains(role, StringComparer.OrdinalIgnoreCase);
}
