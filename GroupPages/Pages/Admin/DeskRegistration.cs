using GroupPages.Pages.Admin.Erasing;
using GroupPages.Pages.Admin.Groups;
using GroupPages.Pages.Admin.Ops;
using GroupPages.Pages.Admin.Users;

namespace GroupPages.Pages.Admin;

/// <summary>What the site admins' pages are made of.</summary>
internal static class DeskRegistration
{
    public static void AddDesk(this IServiceCollection services)
    {
        services.AddSingleton<SiteCountsQuery>();
        services.AddSingleton<LeftReportsQuery>();
        services.AddSingleton<UsersQuery>();
        services.AddSingleton<UserQuery>();
        services.AddSingleton<CreateUserCommand>();
        services.AddSingleton<SaveUserCommand>();
        services.AddSingleton<DeleteUserCommand>();
        services.AddSingleton<RestoreUserCommand>();
        services.AddSingleton<EraseUserCommand>();
        services.AddSingleton<EraseGroupCommand>();
        services.AddSingleton<AppointCommand>();
        services.AddSingleton<EndSessionsCommand>();
        services.AddSingleton<MakeLoginCodeCommand>();
        services.AddSingleton<UserTools>();
        services.AddSingleton<GroupsQuery>();
        services.AddSingleton<GroupQuery>();
        services.AddSingleton<CreateGroupCommand>();
        services.AddSingleton<SaveGroupCommand>();
        services.AddSingleton<DeleteGroupCommand>();
        services.AddSingleton<GroupTools>();
        services.AddSingleton<GroupPeopleQuery>();
        services.AddSingleton<JobsQuery>();
        services.AddSingleton<JobCommands>();
        services.AddSingleton<LostMailsQuery>();
        services.AddSingleton<MailAgainCommand>();
        services.AddSingleton<SetRoleCommand>();
        services.AddSingleton<GroupPeopleTools>();
    }
}
