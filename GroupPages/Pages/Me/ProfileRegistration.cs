using GroupPages.Pages.Groups.Person;

namespace GroupPages.Pages.Me;

/// <summary>What people say of themselves, and what they note about each other.</summary>
internal static class ProfileRegistration
{
    public static void AddProfiles(this IServiceCollection services)
    {
        services.AddSingleton<ProfileQuery>();
        services.AddSingleton<SaveProfileCommand>();
        services.AddSingleton<HideNextStepsCommand>();
        services.AddSingleton<PersonQuery>();
        services.AddSingleton<WriteNoteCommand>();
    }
}
