using System.Text.RegularExpressions;
using GroupPages.Data;

namespace GroupPages.Pages.Admin.Ops;

/// <summary>A mail that was given up.</summary>
/// <param name="Kind">What it was to say, as in <c>mails.kind</c>.</param>
/// <param name="Email">To whom, masked.</param>
/// <param name="User">Whose account it is about; null where nobody has the address.</param>
/// <param name="Fault">What the mail server said, with addresses masked.</param>
public sealed record LostMail(long Id, string Kind, string Email, UserId? User, int Attempts, string? Fault, DateTimeOffset At)
{
    /// <summary>What it was, in an operator's words.</summary>
    public string Words => Kind switch
    {
        "confirm" => "Link to confirm an address",
        "sign-in" => "Sign-in link",
        "reset" => "Link for a new password",
        "password-changed" => "Word that a password was changed",
        "email-changed" => "Word that an address was changed",
        "digest" => "What is new",
        _ => Kind,
    };
}

/// <summary>The newest mails that were given up, and how many there are. Clean-up takes them away after a month.</summary>
public sealed record LostMails(IReadOnlyList<LostMail> Newest, long All);

/// <summary>Reads the mails that were given up.</summary>
public sealed partial class LostMailsQuery(Database database)
{
    // A mail server that was away for a day fails many for one reason: the newest tell it.
    private const int Longest = 20;

    private const string Sql = """
        SELECT id, kind, email, user_id, attempts, fault, gave_up_at, count(*) OVER ()
        FROM mails WHERE gave_up_at IS NOT NULL ORDER BY gave_up_at DESC, id DESC LIMIT $1
        """;

    public Task<LostMails> RunAsync(CancellationToken cancel) => database.QueryAsync(Sql, [new() { Value = Longest }], async (row, token) =>
    {
        List<LostMail> mails = [];
        var all = 0L;
        while (await row.ReadAsync(token))
        {
            mails.Add(new(row.GetInt64(0), row.GetString(1), Mask(row.GetString(2)), row.IsDBNull(3) ? null : new UserId(row.GetInt64(3)), row.GetInt32(4),
                row.IsDBNull(5) ? null : Mask(row.GetString(5)), row.GetFieldValue<DateTimeOffset>(6)));
            all = row.GetInt64(7);
        }
        return new LostMails(mails, all);
    }, cancel);

    /// <summary>"ruth@example.org" as "r…@example.org": enough to see what is the matter, and no list of addresses.</summary>
    internal static string Mask(string text) => Address().Replace(text, found => $"{char.ConvertFromUtf32(char.ConvertToUtf32(found.Value, 0))}…");

    [GeneratedRegex("""[^\s@<>()\[\]\\,;:"']+(?=@[^\s@<>()\[\]\\,;:"']+)""")]
    private static partial Regex Address();
}
