namespace GroupPages.Pages.Me.Users;

/// <summary>People without a login, and those who look after them.</summary>
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
