using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Pages.Groups.People;

namespace GroupPages.Live;

/// <summary>Keeps the people of the groups in memory true, and tells open people pages who came, changed or left.</summary>
internal sealed class PeopleNews(
    MemberNewsQuery members, GroupSnapshots groups, Rooms rooms, FragmentRenderer fragments, TimeProvider clock)
{
    /// <summary>
    /// Brings the groups in memory up to date, and no more: who lost access by it is sent away before the open pages are
    /// told of anything.
    /// </summary>
    /// <returns>The groups whose people may have changed.</returns>
    public async Task<IReadOnlySet<GroupId>> BringUpToDateAsync(News news, CancellationToken cancel)
    {
        var changed = news.Members.Where(pair => groups.Peek(pair.Group) is not null).ToHashSet();
        changed.UnionWith(groups.LoadedWith(news.Users));
        foreach (var ofGroup in (await members.RunAsync(changed, cancel)).GroupBy(change => change.Group))
            groups.Replace(ofGroup.Key, group => group.With(ofGroup.Select(change => KeyValuePair.Create(change.User, change.Member))));

        HashSet<GroupId> touched = [.. news.Groups, .. news.Opened];
        touched.UnionWith(news.Members.Select(pair => pair.Group));
        touched.UnionWith(changed.Select(pair => pair.Group));
        return touched;
    }

    /// <summary>Tells the open pages of these groups, or of all when the listener was away, what is different now.</summary>
    public async Task ShowAsync(News news, IReadOnlySet<GroupId> touched, CancellationToken cancel)
    {
        foreach (var room in rooms.OpenPeople)
        {
            if (news.IsEverything || touched.Contains(room.Shown.Card.Id))
                await ShowAsync(room, cancel);
        }
    }

    /// <summary>Cards of who joined since a page was made, and perhaps before its stream opened.</summary>
    public async Task<List<Frame>> JoinedSinceAsync(GroupSnapshot group, DateTimeOffset since)
    {
        List<Frame> frames = [];
        var at = clock.GetUtcNow();
        foreach (var member in group.Members.TakeWhile(m => m.JoinedAt > since).Reverse())
            frames.Add(await RenderAsync(0, MemberCardView.Shared(group.Card.Slug, member, at) with { Counts = PeopleCount.Of(group, at) }));
        return frames;
    }

    /// <summary>Compares the group with what its pages were last told, and tells them the difference.</summary>
    private async Task ShowAsync(PeopleRoom room, CancellationToken cancel)
    {
        if (await groups.FindAsync(room.Shown.Card.Id, cancel) is not { } now)
            return;
        List<Frame> frames = [];
        var at = clock.GetUtcNow();
        var counts = PeopleCount.Of(now, at);
        foreach (var card in Differences(room.Shown, now, at))
            frames.Add(await RenderAsync(room.Log.Head + frames.Count + 1, card with { Counts = counts }));
        room.Shown = now;
        if (frames.Count > 0)
            room.Append(frames);
    }

    private async Task<Frame> RenderAsync(long number, MemberCardView card) =>
        Frame.People(number, card.Member.Id, await fragments.RenderAsync("/Pages/Groups/People/_MemberCard.cshtml", card));

    private static IEnumerable<MemberCardView> Differences(GroupSnapshot before, GroupSnapshot now, DateTimeOffset at)
    {
        if (ReferenceEquals(before, now))
            yield break;
        var was = before.Members.ToDictionary(m => m.Id);
        foreach (var member in now.Members.Reverse())
        {
            if (!was.Remove(member.Id, out var old) || old != member)
                yield return MemberCardView.Shared(now.Card.Slug, member, at);
        }
        foreach (var gone in was.Values)
            yield return MemberCardView.Shared(now.Card.Slug, gone, at) with { HasLeft = true };
    }
}
