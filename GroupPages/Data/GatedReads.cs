using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace GroupPages.Data;

/// <summary>Leads EF's reads through the same gate as all other statements: it opens a connection for each, and closes it after.</summary>
internal sealed class GatedReads(DatabaseGate gate) : DbConnectionInterceptor
{
    public override async ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        await gate.EnterAsync(isUrgent: false, cancellationToken);
        return result;
    }

    public override Task ConnectionFailedAsync(DbConnection connection, ConnectionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        gate.Leave(hasAnswered: !Database.IsTimeout(eventData.Exception));
        return Task.CompletedTask;
    }

    // A connection that a time-out has broken is closed, too: no sign of life.
    public override InterceptionResult ConnectionClosing(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        gate.Leave(hasAnswered: connection.State == System.Data.ConnectionState.Open);
        return result;
    }

    public override ValueTask<InterceptionResult> ConnectionClosingAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
        new(ConnectionClosing(connection, eventData, result));
}
