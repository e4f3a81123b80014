using GroupPages.Data;
using GroupPages.Data.Embedded;
using GroupPages.Data.Samples;
using GroupPages.Media;
using GroupPages.Ops;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace GroupPages;

/// <summary>What happens between building the program and serving: the schema, the code tables, the demo, the greeting.</summary>
internal static class Startup
{
    /// <summary>
    /// Published, the program has its styles, scripts and settings beside it, wherever it is started from; what was only built has them
    /// in the project's directory, where <c>dotnet run</c> starts it.
    /// </summary>
    public static WebApplicationOptions OptionsFor(string[] args) => new()
    {
        Args = args,
        ContentRootPath = Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot")) ? AppContext.BaseDirectory : null,
    };

    public static void AddSamples(this IServiceCollection services)
    {
        services.AddPhotoStores();
        services.AddSingleton<SamplePortraits>();
        services.AddSingleton<SampleGroups>();
        services.AddSingleton<FirstAdmin>();
        services.AddSingleton<Demo>();
    }

    /// <summary>Runs the program; what its operator can mend ends in a line of words, not in a stack trace.</summary>
    public static async Task<int> ExplainAsync(Func<Task<int>> program)
    {
        try
        {
            return await program();
        }
        catch (Exception error) when (error is DataDirectoryInUseException or PostgresNotFoundException or PostgresStartException
            or SettingException or PhotoStoreAwayException
            || error is IOException { InnerException: AddressInUseException } || Database.IsUnavailable(error))
        {
            await Console.Error.WriteLineAsync($"GroupPages cannot start: {error.Message}");
            return 1;
        }
    }

    public static async Task PrepareAsync(this WebApplication app, Storage storage)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        await MigrateAsync(app, storage, stopping);
        await app.Services.GetRequiredService<CodeTables>().LoadAsync(stopping);
        if (storage.IsPrivate)
            await app.Services.GetRequiredService<Demo>().MakeAsync(stopping);
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            if (app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address)
                app.Services.GetRequiredService<PublicAddress>().ListensOn(address);
            if (storage.IsPrivate)
                _ = GreetAsync(app);
        });
    }

    // Database and program often start together; a minute of patience saves a restart loop.
    private static async Task MigrateAsync(WebApplication app, Storage storage, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await Migrations.RunAsync(storage.Direct, app.Logger, cancel);
                return;
            }
            catch (Exception error) when (tries < 60 && Database.IsUnavailable(error))
            {
                app.Logger.LogWarning("The database is not there yet: {Error}", error.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), cancel);
            }
        }
    }

    private static async Task GreetAsync(WebApplication app)
    {
        try
        {
            var site = app.Services.GetRequiredService<PublicAddress>().Site;
            await Console.Out.WriteLineAsync($"""

                GroupPages is at  {site}
                Scan to join the demo group, or open  {site}/j/demo

                {QrImage.Terminal($"{site}/j/demo")}

                Sign in as the admin (works once, for an hour)  {await app.Services.GetRequiredService<FirstAdmin>().LinkAsync(CancellationToken.None)}
                Ctrl-C stops everything; the data stays.

                """);
        }
        catch (Exception error)
        {
            app.Logger.LogError(error, "The greeting failed");
        }
    }
}
