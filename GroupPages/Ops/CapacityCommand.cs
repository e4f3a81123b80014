using GroupPages.Data;
using GroupPages.Data.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace GroupPages.Ops;

/// <summary>
/// <c>GroupPages capacity</c>: prints the report. It takes one connection of the pool and changes nothing, so that it can be
/// asked while the site is in trouble; only a private database, which nobody else can bring up to date, is migrated first.
/// </summary>
internal static class CapacityCommand
{
    public static async Task<int> RunAsync(WebApplicationBuilder builder)
    {
        try
        {
            await Console.Out.WriteLineAsync(CapacityText.Of(await ReadAsync(builder)));
            return 0;
        }
        catch (DataDirectoryInUseException)
        {
            return await FailAsync("GroupPages is running with this private database. Its site admins see the figures on the page /admin/ops.");
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return await FailAsync("The database has no schema yet. Run: GroupPages migrate");
        }
        catch (Exception error) when (Database.IsUnavailable(error))
        {
            return await FailAsync($"The database is away: {error.Message.Split('\n')[0].TrimEnd()}");
        }
    }

    private static async Task<CapacityReport> ReadAsync(WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection("GroupPages").Get<Settings>() ?? new();
        await using var storage = await Storage.OpenAsync(builder.Configuration, settings, NullLogger.Instance, besideProgram: true, CancellationToken.None);
        if (storage.IsPrivate)
            await Migrations.RunAsync(storage.Direct, NullLogger.Instance, CancellationToken.None);
        await using var pool = storage.NewPool();
        return await new CapacityQuery(new Database(pool, storage.Direct)).RunAsync(CancellationToken.None);
    }

    private static async Task<int> FailAsync(string words)
    {
        await Console.Error.WriteLineAsync(words);
        return 1;
    }
}
