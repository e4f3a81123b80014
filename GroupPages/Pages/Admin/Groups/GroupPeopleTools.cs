using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Pages.Groups.Admin;

namespace GroupPages.Pages.Admin.Groups;

/// <summary>What the desk does with the people of a group: the command, and the wait until this process shows what it did.</summary>
public sealed class GroupPeopleTools(
    GroupSnapshots groups, GroupQuery query, GroupPeopleQuery people, SetRoleCommand setRole, RemoveMemberCommand remove)
{
    public Task<GroupDetails?> FindAsync(string slug, CancellationToken cancel) => query.RunAsync(slug, id: null, cancel);

    public Task<DeskPage<GroupPerson>> ListAsync(GroupId group, DeskFilter filter, CancellationToken cancel) => people.RunAsync(group, filter, cancel);

    public async Task<IReadOnlyList<GroupPerson>> FindPeopleAsync(GroupId group, string words, CancellationToken cancel) =>
        await people.FindAsync(group, DeskFilter.Parse(words, null, null, null, null), cancel);

    public async Task<DeskOutcome> SetRoleAsync(GroupId group, UserId user, string? name, UserId by, CancellationToken cancel)
    {
        if (!Enum.TryParse<MemberRole>(name, ignoreCase: true, out var role) || !Enum.IsDefined(role))
            return DeskOutcome.NotThere;
        var outcome = await setRole.RunAsync(group, user, role, by, cancel);
        if (outcome == DeskOutcome.Done)
            await groups.ShowsAsync(group, known => known.RoleOf(user) == role, cancel);
        return outcome;
    }

    public async Task<DeskOutcome> RemoveAsync(GroupId group, UserId user, UserId by, CancellationToken cancel)
    {
        var outcome = await remove.RunAsync(group, user, by, cancel) switch
        {
            Removal.Done => DeskOutcome.Done,
            Removal.LastLeader => DeskOutcome.LastLeader,
            _ => DeskOutcome.NotThere,
        };
        if (outcome == DeskOutcome.Done)
            await groups.ShowsAsync(group, known => !known.Everybody.ContainsKey(user), cancel);
        return outcome;
    }
}
