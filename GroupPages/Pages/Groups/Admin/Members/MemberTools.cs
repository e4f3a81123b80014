using System.Globalization;
using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary>A name typed to add somebody by, with what is wrong about it.</summary>
public sealed record NewPerson(string FirstName, string LastName, string? FirstFault, string? LastFault)
{
    public bool IsBad => FirstFault is not null || LastFault is not null;
}

/// <summary>What leaders do with members, on whichever page: the command, and the wait until this process shows what it did.</summary>
public sealed class MemberTools(
    GroupSnapshots groups, MembersQuery list, BansQuery bans, RemoveMemberCommand remove, ChangeRoleCommand role, BanCommand ban,
    LiftBanCommand lift, AddPersonCommand add)
{
    /// <summary>Who was ticked. What is no number is nobody.</summary>
    public static IReadOnlyList<UserId> Chosen(IFormCollection form) => [.. form["member"]
        .Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id > 0).Distinct().Take(1_000).Select(id => new UserId(id))];

    public Task<MembersPage> ListAsync(GroupVisit visit, MembersFilter filter, CancellationToken cancel) => list.RunAsync(visit, filter, cancel);

    public async Task<IReadOnlyList<BannedPerson>> BannedAsync(GroupVisit visit, CancellationToken cancel) => await bans.RunAsync(visit.Card.Id, cancel);

    public async Task<MembersChanged?> RemoveAsync(GroupVisit visit, IReadOnlyList<UserId> people, CancellationToken cancel)
    {
        var changed = await remove.RunAsync(visit.Card.Id, people, visit.UserId, cancel);
        await ShowAsync(visit, changed, group => !changed.Who.Any(group.Everybody.ContainsKey), cancel);
        return changed;
    }

    /// <returns>Null when there is no such role to give, or all are guests: they become members by approval alone.</returns>
    public async Task<MembersChanged?> ChangeRoleAsync(GroupVisit visit, IReadOnlyList<UserId> people, string? name, CancellationToken cancel)
    {
        MemberRole? wanted = name switch { "leader" => MemberRole.Leader, "member" => MemberRole.Member, _ => null };
        if (wanted is not { } to || people.All(id => visit.Group.RoleOf(id) == MemberRole.Guest))
            return null;
        var changed = await role.RunAsync(visit.Card.Id, people, to, visit.UserId, cancel);
        await ShowAsync(visit, changed, group => changed.Who.All(id => group.RoleOf(id) == to), cancel);
        return changed;
    }

    public async Task<MembersChanged> BanAsync(GroupVisit visit, UserId person, string reason, TimeSpan? life, CancellationToken cancel)
    {
        var changed = await ban.RunAsync(visit.Card.Id, person, reason, life, visit.UserId, cancel);
        await ShowAsync(visit, changed, group => !changed.Who.Any(group.Everybody.ContainsKey), cancel);
        return changed;
    }

    public Task<bool> LiftAsync(GroupVisit visit, UserId person, CancellationToken cancel) => lift.RunAsync(visit.Card.Id, person, visit.UserId, cancel);

    /// <returns>What was typed, and the new person; nobody when something is wrong with the name, or the leader is none any more.</returns>
    public async Task<(NewPerson Typed, UserId? Id)> AddAsync(GroupVisit visit, string? firstName, string? lastName, CancellationToken cancel)
    {
        var first = TextRules.Line(firstName, 1, 40, "The first name", out var firstFault);
        var last = TextRules.Line(lastName, 0, 40, "The last name", out var lastFault);
        NewPerson typed = new(firstName ?? "", lastName ?? "", firstFault, lastFault);
        if (first is null || last is null)
            return (typed, null);
        var added = await add.RunAsync(visit.Card.Id, first, last, visit.UserId, cancel);
        if (added is { } id)
            await groups.ShowsAsync(visit.Card.Id, group => group.Everybody.ContainsKey(id), cancel);
        return (typed, added);
    }

    private Task ShowAsync(GroupVisit visit, MembersChanged changed, Func<GroupSnapshot, bool> shows, CancellationToken cancel) =>
        changed.Who.Count == 0 ? Task.CompletedTask : groups.ShowsAsync(visit.Card.Id, shows, cancel);
}
