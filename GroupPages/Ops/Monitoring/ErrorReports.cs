namespace GroupPages.Ops.Monitoring;

/// <summary>Sends what is logged as an error to Sentry, or to what speaks its language, when <c>SENTRY_DSN</c> says where.</summary>
internal static class ErrorReports
{
    /// <remarks>
    /// By the log and not by a middleware: that would keep a scope for each of ten thousand streams, and send what it knows of
    /// the request, whose address may be a sign-in code.
    /// </remarks>
    public static void AddErrorReports(this WebApplicationBuilder builder)
    {
        var dsn = builder.Configuration["SENTRY_DSN"];
        if (string.IsNullOrWhiteSpace(dsn))
            return;
        builder.Logging.AddSentry(sentry =>
        {
            sentry.Dsn = dsn;
            sentry.MinimumEventLevel = LogLevel.Error;
            sentry.MinimumBreadcrumbLevel = LogLevel.None;
            sentry.MaxBreadcrumbs = 0;
            sentry.SendDefaultPii = false;
            sentry.AutoSessionTracking = false;
            sentry.SetBeforeSend(WithoutAddress);
        });
    }

    // The log's scope names the address that was asked for.
    private static SentryEvent WithoutAddress(SentryEvent report)
    {
        report.UnsetTag("RequestPath");
        report.UnsetTag("ConnectionId");
        return report;
    }
}
