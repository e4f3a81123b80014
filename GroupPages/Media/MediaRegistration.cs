namespace GroupPages.Media;

/// <summary>Puts the photos into the program.</summary>
internal static class MediaRegistration
{
    public static void AddMedia(this IServiceCollection services)
    {
        services.AddSingleton<PhotoFolder>();
        services.AddSingleton<PhotoIntake>();
        services.AddSingleton<PhotoCleaner>();
        services.AddHostedService(all => all.GetRequiredService<PhotoCleaner>());
    }
}
