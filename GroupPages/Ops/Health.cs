using GroupPages.Data;
using Npgsql;

namespace GroupPages.Ops;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: database reachable, listener listening, migrations done, not about to stop.</summary>
internal static class Health
{
    // Many monitors ask by HEAD: the status is all they want.
    private static readonly string[] Probes = [HttpMethods.Get, HttpMethods.Head];

    public static void MapHealth(this WebApplication app)
    {
        app.MapMethods("/healthz", Probes, () => Results.Text("alive\n"));
        app.MapMethods("/readyz", Probes, async (Database database, NewsState news, Drain drain, CancellationToken cancel) =>
        {
            var missing = drain.HasBegun ? "draining" : await MissingAsync(database, news, cancel);
            return Results.Text(missing is null ? "ready\n" : $"not ready: {missing}\n", statusCode: missing is null ? 200 : 503);
        });
    }

    private static async Task<string?> MissingAsync(Database database, NewsState news, CancellationToken cancel)
    {
        try
        {
            await using var connection = await database.Pooled.OpenConnectionAsync(cancel);
            return !await Migrations.IsUpToDateAsync(connection, cancel) ? "migrations" : news.IsListening ? null : "listener";
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            return "database";
        }
    }
}
