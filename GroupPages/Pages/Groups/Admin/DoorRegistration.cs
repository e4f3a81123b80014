using GroupPages.Pages.Groups.Admin.Codes;
using GroupPages.Pages.Groups.Admin.Requests;

namespace GroupPages.Pages.Groups.Admin;

/// <summary>What stands at a group's door: codes, the lobby.</summary>
internal static class DoorRegistration
{
    public static void AddDoor(this IServiceCollection services)
    {
        services.AddSingleton<CodesQuery>();
        services.AddSingleton<CodeCommands>();
        services.AddSingleton<RequestsQuery>();
        services.AddSingleton<LetInCommand>();
    }
}
