using GroupPages.Data;

namespace GroupPages.Pages.Me;

/// <summary>Changes my name, everywhere it stands: the trigger tells every process and open page.</summary>
public sealed class RenameCommand(Database database)
{
    public Task RunAsync(UserId me, string firstName, string lastName, CancellationToken cancel) => database.ExecuteAsync(
        "UPDATE users SET first_name = $2, last_name = $3 WHERE id = $1 AND (first_name, last_name) IS DISTINCT FROM ($2, $3)",
        [new() { Value = me.Value }, new() { Value = firstName }, new() { Value = lastName }], cancel);
}
