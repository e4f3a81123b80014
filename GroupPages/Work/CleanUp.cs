using GroupPages.Data;
using GroupPages.Pages.Groups.Admin.Codes;
using GroupPages.Pages.Groups.Quiz;
using GroupPages.Work.Jobs;

namespace GroupPages.Work;

/// <summary>
/// Takes away, once an hour, what is over and shown to nobody any more: sessions, login codes, links from mails, files that
/// were never imported, joins that can be put back no longer, rounds of the quiz, devices nobody has come back on, mails
/// that were given up. A few hundred rows a statement, so that nobody waits for it.
/// </summary>
public sealed class CleanUp(Database database, TimeProvider clock) : IJobKind
{
    private const int BatchSize = 500;

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    // A login code stands under /me/devices, with where it was used, for 30 days.
    private static readonly (string Rows, TimeSpan Grace)[] Overs =
    [
        ("sessions WHERE expires_at", TimeSpan.Zero),
        ("login_codes WHERE expires_at", TimeSpan.FromDays(31)),
        ("mail_links WHERE expires_at", TimeSpan.FromDays(1)),
        ("imports WHERE expires_at", TimeSpan.Zero),
        ("undone_joins WHERE undone_at", UndoJoinsCommand.Grace),
        ("quiz_rounds WHERE made_at", StartRoundCommand.Life),
        ("known_devices WHERE last_used_at", TimeSpan.FromDays(365)),
        ("mails WHERE gave_up_at", TimeSpan.FromDays(30)),
    ];

    public string Name => "clean-up";

    public string Words => "Takes away sessions, codes, links and files that are over.";

    public bool IsStanding => true;

    public async Task<JobEnd> RunAsync(Job job, CancellationToken cancel)
    {
        foreach (var (rows, grace) in Overs)
        {
            var table = rows.Split(' ')[0];
            while (await database.ExecuteAsync($"DELETE FROM {table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM {rows} < $1 LIMIT $2))",
                [new() { Value = clock.GetUtcNow() - grace }, new() { Value = BatchSize }], cancel) == BatchSize)
            {
            }
        }
        return new(clock.GetUtcNow() + Pause);
    }
}
