using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Pages.Groups.People;

namespace GroupPages.Live;

/// <summary>Keeps the people of the groups in memory true, and tells open people pages who came, changed or left.</summary>
internal sealed class PeopleNews(
    MemberNewsQuery members, GroupSnapshots groups, Rooms rooms, FragmentRenderer fragments, NewsBox box, TimeProvider clock)
{
    // Who joined may have been stamped by another process's clock.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    // One who comes alone is shown at once. While a hall comes in, each phone is told of all newcomers four times a second
    // instead of each time: 300 people on 300 pages are 45,000 sends otherwise (docs/performance.md).
    private static readonly TimeSpan BetweenTellings = TimeSpan.FromMilliseconds(250);

    // Kept with the member they show, as on the pages (RenderedCards): a change of the member makes another.
    private readonly ConditionalWeakTable<MemberCard, string?[]> cards = [];

    /// <summary>
    /// Brings the groups in memory up to date, and no more: who lost access by it is sent away before the open pages are
    /// told of anything.
    /// </summary>
    /// <returns>The groups whose people may have changed.</returns>
    public async Task<IReadOnlySet<GroupId>> BringUpToDateAsync(News news, CancellationToken cancel)
    {
        if (!news.ArePeopleTold)
            return FrozenSet<GroupId>.Empty;
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

    /// <summary>What happened since a page was made, and perhaps before its stream opened. A card told twice does no harm: it replaces itself.</summary>
    public async Task<List<Frame>> SinceAsync(GroupSnapshot group, PageMark page)
    {
        var at = clock.GetUtcNow();
        var changed = page.Version is { } version ? group.ChangedAfter(version) : null;
        changed ??= [.. group.Members.TakeWhile(m => m.JoinedAt > page.At - ClockSkew).Select(m => m.Id).Reverse()];
        var counts = PeopleCount.Of(group, at);
        List<Frame> frames = [];
        foreach (var user in changed)
        {
            frames.Add(group.Everybody.TryGetValue(user, out var member) && member.Role != MemberRole.Guest
                ? await CardAsync(0, group, member, counts, at) : Gone(0, user, counts));
        }
        return frames;
    }

    /// <summary>Compares the group with what its pages were last told, and tells them the difference.</summary>
    private async Task ShowAsync(PeopleRoom room, CancellationToken cancel)
    {
        if (room.ToldAt is { } told && clock.GetElapsedTime(told) is var since && since < BetweenTellings)
        {
            if (!room.IsToLookAgain)
                _ = LookAgainAsync(room, BetweenTellings - since);
            return;
        }
        if (await groups.FindAsync(room.Shown.Card.Id, cancel) is not { } now)
            return;
        var frames = await DifferencesAsync(room.Shown, now, room.Log.Head);
        room.Shown = now;
        if (frames.Count == 0)
            return;
        room.ToldAt = clock.GetTimestamp();
        room.Append(frames);
    }

    private async Task LookAgainAsync(PeopleRoom room, TimeSpan pause)
    {
        room.IsToLookAgain = true;
        await Task.Delay(pause, clock);
        room.IsToLookAgain = false;
        box.Add(news => news.Opened.Add(room.Shown.Card.Id));
    }

    private async Task<List<Frame>> DifferencesAsync(GroupSnapshot before, GroupSnapshot now, long head)
    {
        List<Frame> frames = [];
        if (ReferenceEquals(before, now))
            return frames;
        var at = clock.GetUtcNow();
        var counts = PeopleCount.Of(now, at);
        var was = before.Members.ToDictionary(m => m.Id);
        foreach (var member in now.Members.Reverse())
        {
            if (!was.Remove(member.Id, out var old) || old != member)
                frames.Add(await CardAsync(++head, now, member, counts, at));
        }
        frames.AddRange(was.Keys.Select(gone => Gone(++head, gone, counts)));
        return frames;
    }

    // The counts stand on the card: a page that shows only some people could not count by itself.
    private async Task<Frame> CardAsync(long number, GroupSnapshot group, MemberCard member, PeopleCount counts, DateTimeOffset at)
    {
        var card = MemberCardView.Shared(group.Card.Slug, member, at);
        var kept = cards.GetValue(member, static _ => new string?[2]);
        var html = kept[card.IsNew ? 1 : 0] ??= await fragments.RenderAsync("/Pages/Groups/People/_MemberCard.cshtml", card);
        return Frame.People(number, member.Id, $"<li {Attributes(counts)}{html.AsSpan("<li".Length)}");
    }

    private static Frame Gone(long number, UserId user, PeopleCount counts) =>
        Frame.People(number, user, $"<li {Attributes(counts)} id=\"member-{user}\" data-left hidden></li>");

    private static string Attributes(PeopleCount counts) => $"data-count=\"{counts.All}\" data-today=\"{counts.Today}\"";
}
