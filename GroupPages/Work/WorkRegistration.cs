namespace GroupPages.Work;

/// <summary>Puts the background work into the program.</summary>
internal static class WorkRegistration
{
    public static void AddWork(this IServiceCollection services)
    {
        services.AddSingleton<Eraser>();
        services.AddHostedService<EraserLoop>();
    }
}
