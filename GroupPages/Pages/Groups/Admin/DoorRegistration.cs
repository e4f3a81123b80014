using GroupPages.Pages.Groups.Admin.Codes;
using GroupPages.Pages.Groups.Admin.Requests;
using GroupPages.Pages.Groups.Admin.Settings;
using GroupPages.Pages.Groups.Admin.SignIn;
using GroupPages.Pages.Groups.Before;

namespace GroupPages.Pages.Groups.Admin;

/// <summary>What stands at a group's door: codes, the lobby, coming back, the name on it.</summary>
internal static class DoorRegistration
{
    public static void AddDoor(this IServiceCollection services)
    {
        services.AddSingleton<CodesQuery>();
        services.AddSingleton<CodeCommands>();
        services.AddSingleton<RequestsQuery>();
        services.AddSingleton<UndosQuery>();
        services.AddSingleton<UndoJoinsCommand>();
        services.AddSingleton<LetInCommand>();
        services.AddSingleton<ReclaimCommands>();
        services.AddSingleton<BeenHereBefore>();
        services.AddSingleton<MemberLoginCodes>();
        services.AddSingleton<SaveSettingsCommand>();
    }
}
