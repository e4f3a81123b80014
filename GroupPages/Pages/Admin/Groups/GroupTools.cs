using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Pages.Admin.Erasing;

namespace GroupPages.Pages.Admin.Groups;

/// <summary>What the desk does with a group: the command, and this process told at once.</summary>
public sealed class GroupTools(
    GroupSnapshots groups, JoinCodes codes, CodeTables tables, GroupQuery query, CreateGroupCommand create, SaveGroupCommand save,
    DeleteGroupCommand delete, EraseGroupCommand erase)
{
    public IReadOnlyDictionary<short, string> Types => tables.GroupTypes;

    public Task<GroupDetails?> FindAsync(string slug, GroupId? id, CancellationToken cancel) => query.RunAsync(slug, id, cancel);

    /// <returns>The new group's address; null with the faults noted, or when whoever asked is no site admin any more.</returns>
    public async Task<string?> CreateAsync(GroupForm form, Faults faults, UserId by, CancellationToken cancel) =>
        form.Check(faults, tables.GroupTypes.Keys) is { } fields && await Taken.NoteAsync(faults, () => create.RunAsync(fields, by, cancel)) is not null
            ? fields.Slug : null;

    /// <returns>How it ended, and the address it has now; null with the faults noted, or when there is no such group.</returns>
    public async Task<(Saved<GroupFields> Saved, string Slug)?> SaveAsync(GroupForm form, Faults faults, UserId by, CancellationToken cancel)
    {
        if (form.Check(faults, tables.GroupTypes.Keys) is not { } fields || form.Id is not { } id)
            return null;
        var saved = await Taken.NoteAsync(faults, () => save.RunAsync(new(id), fields, form.Version ?? "", by, cancel));
        Tell(new(id));
        return saved is null ? null : (saved, fields.Slug);
    }

    public Task<DeskOutcome> DeleteAsync(GroupId id, UserId by, CancellationToken cancel) => TellAsync(id, delete.RunAsync(id, by, cancel));

    public Task<DeskOutcome> RestoreAsync(GroupId id, UserId by, CancellationToken cancel) => TellAsync(id, delete.UndoAsync(id, by, cancel));

    public Task<DeskOutcome> EraseAsync(GroupId id, UserId by, CancellationToken cancel) => TellAsync(id, erase.RunAsync(id, by, cancel));

    private async Task<DeskOutcome> TellAsync(GroupId id, Task<DeskOutcome> change)
    {
        var outcome = await change;
        Tell(id);
        return outcome;
    }

    private void Tell(GroupId id)
    {
        groups.Drop(id);
        codes.DropOf(id);
    }
}
