using GroupPages.Work.Jobs;

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
    }
}
