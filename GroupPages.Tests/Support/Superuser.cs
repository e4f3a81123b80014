using Npgsql;

namespace GroupPages.Tests.Support;

/// <summary>The tests' own way to PostgreSQL, past the app's 18 connections.</summary>
internal static class Superuser
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Opens a connection; waits for one where all 22 are taken: classes run side by side, each with a listener, and a
    /// connection just closed counts until its process has ended.
    /// </summary>
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var connection = new NpgsqlConnection(connectionString);
            try
            {
                await connection.OpenAsync();
                return connection;
            }
            catch (PostgresException full) when (
                full.SqlState == PostgresErrorCodes.TooManyConnections && TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                await connection.DisposeAsync();
                await Task.Delay(20);
            }
        }
    }
}
