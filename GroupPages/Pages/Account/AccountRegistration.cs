using GroupPages.Access;
using GroupPages.Ops;
using GroupPages.Pages.Account.Confirm;
using GroupPages.Pages.Account.Links;
using GroupPages.Pages.Account.Login;
using GroupPages.Pages.Account.Reset;
using GroupPages.Pages.Account.Signup;
using GroupPages.Pages.Me.Devices;
using GroupPages.Pages.Me.SignIn;

namespace GroupPages.Pages.Account;

/// <summary>What accounts with an email are made of.</summary>
internal static class AccountRegistration
{
    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton(_ => new PasswordWork());
        services.AddSingleton<SignInLimits>();
        services.AddSingleton<MailLinks>();
        services.AddSingleton<WaitingAddresses>();
        services.AddSingleton<SignupCommand>();
        services.AddSingleton<SignInCommand>();
        services.AddSingleton<AskForMailCommand>();
        services.AddSingleton<ResetPasswordCommand>();
        services.AddSingleton<ConfirmEmailCommand>();
        services.AddSingleton<SignInStateQuery>();
        services.AddSingleton<SignInChanges>();
        services.AddSingleton<Reauthentication>();
        services.AddSingleton<SignInForms>();
        services.AddSingleton<DevicesQuery>();
        services.AddSingleton<EndSessionsCommand>();
    }
}
