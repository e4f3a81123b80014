using GroupPages.Pages.Groups.Admin.Export;
using GroupPages.Pages.Groups.Admin.Log;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary>What the leaders' pages about members are made of.</summary>
internal static class MembersRegistration
{
    public static void AddMembers(this IServiceCollection services)
    {
        services.AddSingleton<MembersQuery>();
        services.AddSingleton<MemberQuery>();
        services.AddSingleton<BansQuery>();
        services.AddSingleton<RemoveMemberCommand>();
        services.AddSingleton<ChangeRoleCommand>();
        services.AddSingleton<BanCommand>();
        services.AddSingleton<LiftBanCommand>();
        services.AddSingleton<AddPersonCommand>();
        services.AddSingleton<MemberTools>();
        services.AddSingleton<LogQuery>();
        services.AddSingleton<ExportQuery>();
    }
}
