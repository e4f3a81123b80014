using GroupPages.Work.Jobs;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GroupPages.Media;

/// <summary>Puts the photos into the program.</summary>
internal static class MediaRegistration
{
    /// <summary>The stores alone, which commands need too.</summary>
    public static void AddPhotoStores(this IServiceCollection services)
    {
        services.TryAddSingleton<PhotoFolder>();
        services.TryAddSingleton<PhotoStores>();
    }

    public static void AddMedia(this IServiceCollection services)
    {
        services.AddPhotoStores();
        services.AddSingleton<WithdrawnPhotos>();
        services.AddSingleton<PhotoIntake>();
        services.AddSingleton<SetPortraitCommand>();
        services.AddSingleton<SetLogoCommand>();
        services.AddSingleton<PortraitField>();
        services.AddSingleton<PhotoCleaner>();
        services.AddSingleton<IJobKind, PhotoCleanJob>();
    }
}
