using GroupPages.Data;

namespace GroupPages.Pages.Account.Links;

/// <summary>
/// Asks for a mail with a link. It writes down what was typed and looks nothing up: the answer cannot tell, by words or by
/// time, whether anybody has that address. That is found out when the mail is sent.
/// </summary>
public sealed class AskForMailCommand(Database database, TimeProvider clock)
{
    /// <param name="kind"><c>sign-in</c> or <c>reset</c>.</param>
    public Task RunAsync(string kind, string email, CancellationToken cancel) => database.ExecuteAsync(
        "INSERT INTO mails (kind, email, created_at, next_try_at) VALUES ($1, $2, $3, $3)",
        [new() { Value = kind }, new() { Value = email }, new() { Value = clock.GetUtcNow() }], cancel);
}
