using GroupPages.Data;
using Npgsql;

namespace GroupPages.Pages.Admin;

/// <summary>How a change at the desk ended; <see cref="DeskErrors"/> has the words.</summary>
public enum DeskOutcome
{
    Done,

    /// <summary>It is not there, or whoever asked is no site admin any more: 404.</summary>
    NotThere,

    /// <summary>It was so already, or somebody else was faster: 409.</summary>
    AlreadyOtherwise,

    LastSiteAdmin,
    LastLeader,
    Managed,
    Banned,

    /// <summary>Deleted more than 30 days ago, or its erasure has begun.</summary>
    TooLate,
}

/// <summary>What every statement of the desk answers: which of the outcomes, by name.</summary>
internal static class DeskStatement
{
    /// <summary>Runs a statement whose one value names its outcome.</summary>
    public static Task<DeskOutcome> ChangeAsync(this Database database, string sql, IReadOnlyList<NpgsqlParameter> parameters, CancellationToken cancel) =>
        database.QueryOnceAsync(sql, parameters, ReadAsync, cancel);

    private static async Task<DeskOutcome> ReadAsync(NpgsqlDataReader row, CancellationToken cancel) =>
        await row.ReadAsync(cancel) ? Enum.Parse<DeskOutcome>(row.GetString(0)) : DeskOutcome.NotThere;
}
