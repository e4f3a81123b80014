using GroupPages.Data;
using GroupPages.Data.Backup;
using GroupPages.Data.Samples;
using GroupPages.Media;
using GroupPages.Ops;
using GroupPages.Work;

namespace GroupPages;

/// <summary>The command line of the same program; without a command it serves.</summary>
internal static class Commands
{
    private const string Usage = """
        GroupPages                                        serve
        GroupPages migrate                                bring the database to the newest schema
        GroupPages admin --email E --first-name F         make a site admin and print a sign-in link
        GroupPages seed --groups N --members M            make sample groups; prints slug<TAB>join address a line
        GroupPages erase                                  erase what was deleted over 30 days ago; the running program does it hourly
        GroupPages backup FILE                            write the database and all photos to a file, while the site runs
        GroupPages restore FILE                           fill an empty database and the photo store from it
        GroupPages photos move                            bring all photos to the store that is set, from the other one
        GroupPages health                                 exit code 0 when the program of this machine is alive; for containers
        GroupPages capacity                               which tier this is, how full it is, what the next step buys
        Settings: ConnectionStrings__Pooled, ConnectionStrings__Direct, GroupPages__DataDirectory, GroupPages__PublicUrl, ASPNETCORE_URLS
        """;

    /// <summary>The command that the arguments name; null to serve.</summary>
    public static Func<WebApplicationBuilder, Task<int>>? Named(string[] args) => args switch
    {
        [] or ["serve"] => null,
        [['-', ..] option, ..] when option is not ("-h" or "--help") => null,
        ["migrate"] => MigrateAsync,
        ["admin", .. var options] when Option(options, "--email") is { } email && Option(options, "--first-name") is { } name =>
            builder => AdminAsync(builder, email, name),
        ["seed", .. var options] when Number(options, "--groups") is { } groups && Number(options, "--members") is { } members =>
            builder => SeedAsync(builder, groups, members),
        ["erase"] => EraseAsync,
        ["backup", var file] => builder => BackupCommands.BackupAsync(builder, file),
        ["restore", var file] => builder => BackupCommands.RestoreAsync(builder, file),
        ["photos", "move"] => MovePhotosAsync,
        ["health"] => HealthCommand.RunAsync,
        ["capacity"] => CapacityCommand.RunAsync,
        _ => _ => ExplainAsync(args),
    };

    private static Task<int> MigrateAsync(WebApplicationBuilder builder) => WithServicesAsync(builder, async (_, print) =>
    {
        await print("The database has the newest schema.");
        return 0;
    });

    private static Task<int> AdminAsync(WebApplicationBuilder builder, string email, string firstName) => WithServicesAsync(builder, async (services, print) =>
    {
        if (TextRules.Line(firstName, 1, 40, "The first name", out var fault) is not { } name || EmailAddress.Read(email, out fault) is not { } address)
        {
            await Console.Error.WriteLineAsync(fault);
            return 2;
        }
        await print(await services.GetRequiredService<FirstAdmin>().MakeAsync(address, name, CancellationToken.None));
        return 0;
    });

    private static Task<int> SeedAsync(WebApplicationBuilder builder, int groups, int members) => WithServicesAsync(builder, async (services, print) =>
    {
        foreach (var (slug, address) in await services.GetRequiredService<SampleGroups>().MakeAsync(groups, members, CancellationToken.None))
            await print($"{slug}\t{address}");
        return 0;
    });

    private static Task<int> EraseAsync(WebApplicationBuilder builder) => WithServicesAsync(builder, async (services, print) =>
    {
        var (people, groups) = await new Eraser(services.GetRequiredService<Database>(), services.GetRequiredService<TimeProvider>()).RunAsync(CancellationToken.None);
        await print($"Erased: {people} people, {groups} groups.");
        return 0;
    });

    private static Task<int> MovePhotosAsync(WebApplicationBuilder builder) => WithServicesAsync(builder, async (services, print) =>
    {
        var stores = services.GetRequiredService<PhotoStores>();
        if (stores.Other is not { } from)
        {
            await Console.Error.WriteLineAsync("There is only one photo store. Set GroupPages__Photos__S3__Bucket and its other settings.");
            return 2;
        }
        var (moved, left) = await new PhotoMove(stores).RunAsync(from, done => print($"{done} photos…"), CancellationToken.None);
        await print($"Moved {moved} photos{(left > 0 ? $"; {left} are not whole and were left where they are" : "")}.");
        return 0;
    });

    private static async Task<int> ExplainAsync(string[] args)
    {
        var isHelp = args is ["help" or "-h" or "--help"];
        await (isHelp ? Console.Out : Console.Error).WriteLineAsync(Usage);
        return isHelp ? 0 : 2;
    }

    private static async Task<int> WithServicesAsync(WebApplicationBuilder builder, Func<IServiceProvider, Func<string, Task>, Task<int>> work)
    {
        await using var storage = await builder.AddCommandStorageAsync();
        builder.AddOps();
        builder.Services.AddAccess();
        builder.Services.AddSamples();
        await using var app = builder.Build();
        await Migrations.RunAsync(storage.Direct, app.Logger, CancellationToken.None);
        return await work(app.Services, Console.Out.WriteLineAsync);
    }

    // "--email E" and "--email=E".
    private static string? Option(string[] options, string name) =>
        Array.Find(options, option => option.StartsWith($"{name}=", StringComparison.Ordinal)) is { } joined ? joined[(name.Length + 1)..]
        : Array.IndexOf(options, name) is var at and >= 0 && at + 1 < options.Length ? options[at + 1] : null;

    private static int? Number(string[] options, string name) =>
        int.TryParse(Option(options, name), out var number) && number is >= 1 and <= 10_000 ? number : null;
}
