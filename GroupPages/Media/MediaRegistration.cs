using GroupPages.Work.Jobs;

namespace GroupPages.Media;

/// <summary>Puts the photos into the program.</summary>
internal static class MediaRegistration
{
    public static void AddMedia(this IServiceCollection services)
    {
        services.AddSingleton<PhotoFolder>();
        services.AddSingleton<WithdrawnPhotos>();
        services.AddSingleton<PhotoIntake>();
        services.AddSingleton<SetPortraitCommand>();
        services.AddSingleton<SetLogoCommand>();
        services.AddSingleton<PortraitField>();
        services.AddSingleton<PhotoCleaner>();
        services.AddSingleton<IJobKind, PhotoCleanJob>();
    }
}
