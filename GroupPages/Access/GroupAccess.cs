using GroupPages.Data;

namespace GroupPages.Access;

/// <summary>A group as one person may see it: proof that the door was passed, and what was seen there.</summary>
public sealed record GroupVisit(GroupSnapshot Group, UserId? UserId, MemberRole? Role, bool IsSiteAdmin)
{
    public GroupCard Card => Group.Card;

    /// <summary>May see the people, photos and chat.</summary>
    public bool IsMember => IsSiteAdmin || Role is MemberRole.Member or MemberRole.Leader;

    public bool IsLeader => IsSiteAdmin || Role is MemberRole.Leader;

    /// <summary>Has a personal join code: leaders always, all others while the leaders let them.</summary>
    public bool HasCode => IsMember && (Card.HasPersonalCodes || Role is MemberRole.Leader);
}

/// <summary>
/// The only door to a group. Each method gives the visit, or null for whoever may not see: the caller answers 404,
/// the same as for a group that does not exist.
/// </summary>
/// <param name="http">Whose page will be drawn in the group's frame; null when no page is.</param>
public sealed class GroupAccess(CurrentUser me, GroupSnapshots groups, IHttpContextAccessor? http)
{
    /// <summary>The group's public card: for everybody, but a hidden group's only for those who are in it, or in its lobby.</summary>
    public ValueTask<GroupVisit?> AsVisitorAsync(string slug, CancellationToken cancel) =>
        EnterAsync(slug, visit => !visit.Card.IsHidden || visit.Role is not null || visit.IsSiteAdmin, cancel);

    /// <summary>People, photos and chat: members, leaders, site admins.</summary>
    public ValueTask<GroupVisit?> AsMemberAsync(string slug, CancellationToken cancel) => EnterAsync(slug, visit => visit.IsMember, cancel);

    /// <inheritdoc cref="AsMemberAsync(string, CancellationToken)"/>
    public async ValueTask<GroupVisit?> AsMemberAsync(GroupId id, CancellationToken cancel) =>
        await groups.FindAsync(id, cancel) is { } group && await VisitAsync(group, cancel) is { IsMember: true } visit ? Remember(visit) : null;

    /// <summary>Whatever runs the group: leaders and site admins.</summary>
    public ValueTask<GroupVisit?> AsLeaderAsync(string slug, CancellationToken cancel) => EnterAsync(slug, visit => visit.IsLeader, cancel);

    /// <summary>What a session may see of a group, apart from any request: streams ask it again while they are open.</summary>
    public static GroupVisit Visit(GroupSnapshot group, SessionSnapshot? session) =>
        new(group, session?.UserId, group.RoleOf(session?.UserId), session is { IsSiteAdmin: true });

    private async ValueTask<GroupVisit?> EnterAsync(string slug, Func<GroupVisit, bool> mayEnter, CancellationToken cancel)
    {
        if (await groups.FindAsync(slug, cancel) is not { } group)
            return null;
        if (await VisitAsync(group, cancel) is { } visit && mayEnter(visit))
            return Remember(visit);
        if (!me.IsSignedIn)
            await groups.LookInVainAsync(slug, cancel);
        return null;
    }

    private async ValueTask<GroupVisit?> VisitAsync(GroupSnapshot group, CancellationToken cancel)
    {
        if (me.Id is { } user && !me.IsSiteAdmin && group.RoleOf(user) is null)
            return await groups.FindWithAsync(group, user, cancel) is { } now ? Visit(now, me.Session) : null;
        return Visit(group, me.Session);
    }

    // The layout draws the group's frame around whatever page was let in.
    private GroupVisit Remember(GroupVisit visit)
    {
        http?.HttpContext?.Features.Set(visit);
        return visit;
    }
}
