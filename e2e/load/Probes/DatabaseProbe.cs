using System.Globalization;

namespace GroupPages.Load.Probes;

/// <summary>What the database's connections are doing at one moment.</summary>
/// <param name="InUse">Server connections of the pool that run something.</param>
/// <param name="Waiting">Clients that wait for one.</param>
/// <param name="Pooled">Backends held by PgBouncer.</param>
/// <param name="Listening">Backends of the app's listener.</param>
/// <param name="Backends">Client backends of all, this probe's own left out.</param>
internal readonly record struct Connections(int InUse, int Waiting, int Pooled, int Listening, int Backends);

/// <summary>Asks PgBouncer and PostgreSQL. The tier has one connection more for it: it takes nothing from the app.</summary>
internal sealed class DatabaseProbe(int postgresPort, int pgBouncerPort) : IDisposable
{
    private readonly SimpleQuery postgres = new(postgresPort, "grouppages");
    private readonly SimpleQuery pgBouncer = new(pgBouncerPort, "pgbouncer");

    public SimpleQuery Postgres => postgres;

    public Connections Ask()
    {
        var pool = pgBouncer.Rows("SHOW POOLS").Where(row => row[0] == "grouppages").ToList();
        // PgBouncer comes by socket, so its backends have no address.
        var backends = postgres.Rows("""
            SELECT count(*) FILTER (WHERE client_addr IS NULL), count(*) FILTER (WHERE application_name = 'grouppages-listener'), count(*)
            FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
            """)[0];
        // database, user, cl_active, cl_waiting, cl_active_cancel_req, cl_waiting_cancel_req, sv_active, …
        return new(pool.Sum(row => Number(row[6])), pool.Sum(row => Number(row[3])), Number(backends[0]), Number(backends[1]), Number(backends[2]));
    }

    public void Dispose()
    {
        postgres.Dispose();
        pgBouncer.Dispose();
    }

    private static int Number(string? text) => int.Parse(text!, CultureInfo.InvariantCulture);
}
