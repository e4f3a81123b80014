namespace GroupPages.Ops;

/// <summary>
/// What a process does by its setting <c>GroupPages__Roles</c>: <c>web</c> serves pages, files and photos, <c>live</c> the
/// streams, <c>worker</c> works off jobs. All answer probes and show their metrics.
/// </summary>
internal static class Roles
{
    private static readonly string[] Known = ["web", "live", "worker"];

    /// <summary>503 for what another process is there for: a proxy that asks here by mistake, and a phone behind it, may try again.</summary>
    /// <exception cref="SettingException">The setting names none of them, or something else.</exception>
    public static void UseRoles(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<Settings>();
        var named = settings.Roles.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (named.Length == 0 || named.FirstOrDefault(role => !Known.Contains(role, StringComparer.OrdinalIgnoreCase)) is not null)
            throw new SettingException($"GroupPages__Roles has '{settings.Roles}'. It names any of web, live and worker, with commas between.");
        if (settings.Has("web") && settings.Has("live"))
            return;
        app.Use(next => http =>
        {
            if (IsForAll(http.Request.Path) || settings.Has(http.Request.Path == "/live" ? "live" : "web"))
                return next(http);
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
    }

    private static bool IsForAll(PathString path) => path == "/healthz" || path == "/readyz" || path == "/metrics";
}
