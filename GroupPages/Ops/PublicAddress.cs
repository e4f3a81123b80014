namespace GroupPages.Ops;

/// <summary>The address people reach this site under: the setting <c>PublicUrl</c>, else that of the request.</summary>
public sealed class PublicAddress(Settings settings, IConfiguration configuration)
{
    private volatile string? listening;

    /// <summary>The setting; null without one.</summary>
    /// <exception cref="SettingException">It is no address of the web.</exception>
    public Uri? Fixed { get; } = settings.PublicUrl is not { Length: > 0 } url ? null
        : Uri.TryCreate(url, UriKind.Absolute, out var address) && IsOfTheWeb(address) ? address
        : throw new SettingException($"GroupPages__PublicUrl is '{url}', which is no address such as https://pages.example.org.");

    /// <summary>Scheme, host and port where no request says them: the setting, else where this program listens.</summary>
    public string Site => Fixed?.GetLeftPart(UriPartial.Authority) ?? Reachable(listening ?? ListeningBy(configuration));

    /// <summary>The absolute address of a path such as <c>/j/demo</c>.</summary>
    public string Of(HttpRequest request, string path) =>
        (Fixed?.GetLeftPart(UriPartial.Authority) ?? $"{request.Scheme}://{request.Host}") + path;

    /// <summary>True for what begins with http:// or https://.</summary>
    public static bool IsOfTheWeb(Uri address) => address is { IsAbsoluteUri: true, Scheme: "http" or "https" };

    /// <summary>Tells where the program listens once it does: a port that the system chose stands in no setting.</summary>
    public void ListensOn(string address) => listening = address;

    /// <summary>Where the program listens by its settings, read as Kestrel reads them.</summary>
    public static string ListeningBy(IConfiguration configuration) =>
        configuration["URLS"]?.Split(';')[0] is { Length: > 0 } url ? url
        : configuration["HTTP_PORTS"]?.Split(';')[0] is { Length: > 0 } port ? $"http://*:{port}"
        : "http://localhost:5000";

    // What stands for every address is none to go to.
    private static string Reachable(string address) =>
        address.Replace("0.0.0.0", "localhost", StringComparison.Ordinal).Replace("[::]", "localhost", StringComparison.Ordinal)
            .Replace("*", "localhost", StringComparison.Ordinal).Replace("+", "localhost", StringComparison.Ordinal).TrimEnd('/');
}
