using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Pages.Admin.Erasing;

namespace GroupPages.Pages.Admin.Users;

/// <summary>What the desk does with a person: the command, and this process told at once.</summary>
public sealed class UserTools(
    Sessions sessions, GroupSnapshots groups, UserQuery query, CreateUserCommand create, SaveUserCommand save, DeleteUserCommand delete, RestoreUserCommand restore,
    EraseUserCommand erase, AppointCommand appoint, EndSessionsCommand end, MakeLoginCodeCommand makeCode)
{
    public Task<UserDetails?> FindAsync(UserId id, CancellationToken cancel) => query.RunAsync(id, cancel);

    /// <returns>The new person; null with the faults noted, or when whoever asked is no site admin any more.</returns>
    public async Task<UserId?> CreateAsync(UserForm form, Faults faults, UserId by, CancellationToken cancel) =>
        form.Check(faults) is { } fields ? await Taken.NoteAsync(faults, () => create.RunAsync(fields, by, cancel)) : null;

    /// <returns>How it ended; null with the faults noted, or when there is no such person.</returns>
    public async Task<Saved<UserFields>?> SaveAsync(UserId id, UserForm form, Faults faults, UserId by, CancellationToken cancel)
    {
        if (form.Check(faults) is not { } fields)
            return null;
        var saved = await Taken.NoteAsync(faults, () => save.RunAsync(id, fields, form.Version ?? "", by, cancel));
        Tell(id);
        if (saved is { IsSaved: true })
            await groups.ShowsAsync(id, card => card is null || (card.FirstName == fields.FirstName && card.LastName == fields.LastName), cancel);
        return saved;
    }

    public async Task<DeskOutcome> DeleteAsync(UserId id, UserId by, CancellationToken cancel)
    {
        var outcome = await TellAsync(id, delete.RunAsync(id, by, cancel));
        if (outcome == DeskOutcome.Done)
            await groups.ShowsAsync(id, card => card is null, cancel);
        return outcome;
    }

    public async Task<DeskOutcome> RestoreAsync(UserId id, UserId by, CancellationToken cancel)
    {
        var outcome = await TellAsync(id, restore.RunAsync(id, by, cancel));
        if (outcome == DeskOutcome.Done && await query.RunAsync(id, cancel) is { } restored)
        {
            foreach (var slug in restored.Groups.Select(group => group.Slug))
            {
                if (await groups.FindAsync(slug, cancel) is { } group)
                    await groups.ShowsAsync(group.Card.Id, known => known.Everybody.ContainsKey(id), cancel);
            }
        }
        return outcome;
    }

    public Task<DeskOutcome> EraseAsync(UserId id, UserId by, CancellationToken cancel) => TellAsync(id, erase.RunAsync(id, by, cancel));

    public Task<DeskOutcome> AppointAsync(UserId id, bool isSiteAdmin, UserId by, CancellationToken cancel) =>
        TellAsync(id, appoint.RunAsync(id, isSiteAdmin, by, cancel));

    public Task<DeskOutcome> EndAsync(UserId id, SessionId? session, UserId by, CancellationToken cancel) =>
        TellAsync(id, end.RunAsync(id, session, by, cancel));

    public Task<string?> MakeCodeAsync(UserId id, UserId by, CancellationToken cancel) => makeCode.RunAsync(id, by, cancel);

    private async Task<DeskOutcome> TellAsync(UserId id, Task<DeskOutcome> change)
    {
        var outcome = await change;
        Tell(id);
        return outcome;
    }

    private void Tell(UserId id) => sessions.Drop(new HashSet<UserId> { id });
}
