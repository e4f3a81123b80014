namespace GroupPages.Pages.Me.Users;

internal static class UsersRegistration
{
    public static void AddManagedUsers(this IServiceCollection services)
    {
        services.AddSingleton<ManagedUsersQuery>();
        services.AddSingleton<MyGroupChoices>();
        services.AddSingleton<GuardiansQuery>();
        services.AddSingleton<AddManagedCommand>();
        services.AddSingleton<ChangeManagedCommand>();
        services.AddSingleton<ShareManagedCommand>();
        services.AddSingleton<RemoveManagedCommand>();
    }
}
