using GroupPages.Pages.Me.Notifications;
using GroupPages.Work.Digest;
using GroupPages.Work.Jobs;
using GroupPages.Work.Push;

namespace GroupPages.Work;

/// <summary>Puts the background work into the program. Another kind of job is one more line.</summary>
internal static class WorkRegistration
{
    public static void AddWork(this IServiceCollection services)
    {
        services.AddSingleton<JobSignal>();
        services.AddSingleton<JobTable>();
        services.AddSingleton<Worker>();
        services.AddHostedService(all => all.GetRequiredService<Worker>());
        services.AddSingleton<Eraser>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<Letters>();
        services.AddSingleton<MailPost>();
        services.AddSingleton<IJobKind, Mailer>();
        services.AddSingleton<IJobKind, EraseJob>();
        services.AddSingleton<IJobKind, CleanUp>();
        services.AddSingleton<SiteSecrets>();
        services.AddNotifications();
    }

    private static void AddNotifications(this IServiceCollection services)
    {
        services.AddSingleton<Vapid>();
        services.AddSingleton<PushSender>();
        services.AddSingleton<PushSubscriptions>();
        services.AddSingleton<NotifyQuery>();
        services.AddSingleton<IJobKind, NotifyJob>();
        services.AddSingleton<DigestQuery>();
        services.AddSingleton<DigestLetter>();
        services.AddSingleton<UnsubscribeLinks>();
        services.AddSingleton<IJobKind, DigestJob>();
        services.AddSingleton<NotificationSettingsQuery>();
        services.AddSingleton<SaveNotificationsCommand>();
        // Without the client's own log: an address says where somebody's phone is reached, to whoever reads it.
        services.AddHttpClient(PushSender.Client, http =>
        {
            http.Timeout = TimeSpan.FromSeconds(5);
            // An answer has no body worth reading; somebody's endless one is cut off.
            http.MaxResponseContentBufferSize = 64 * 1024;
        }).ConfigurePrimaryHttpMessageHandler(all =>
        {
            var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, MaxResponseHeadersLength = 16 };
            if (!all.GetRequiredService<Ops.Settings>().Push.AllowPrivateHosts)
                handler.ConnectCallback = PublicHosts.ConnectAsync;
            return handler;
        }).RemoveAllLoggers();
    }
}
