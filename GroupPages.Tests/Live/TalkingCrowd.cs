using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Live;

/// <summary>
/// The property of the chat with all that can happen in it: rooms and direct conversations in which people write, edit,
/// delete, hide, show again and react, while members are put out and come back and streams break. In the end what each
/// reader's page shows is what the tables say, for exactly the conversations that this reader may read.
/// </summary>
internal sealed class TalkingCrowd(TestSite site, params Uri[] addresses) : IDisposable
{
    // Beyond the 256 frames that a room keeps: coming late means reading the database too.
    private const int Rooms = 3, Directs = 3, WritersEach = 4, ReadersEach = 4, History = 300;

    private readonly ulong seed = SplitMix64.NewSeed();
    private readonly List<Phone> phones = [];
    private readonly List<Talk> talks = [];
    private readonly List<TalkReader> readers = [];
    private readonly List<(TalkWriter Writer, int Known)> writers = [];
    private int actors;

    /// <param name="actions">How many things each writer does.</param>
    /// <param name="trouble">What happens in the middle; what it is handed says whether somebody still writes.</param>
    public async Task HoldsAsync(int actions, int pause, Func<Func<bool>, Task> trouble)
    {
        for (var i = 0; i < Rooms; i++)
            await GatherRoomAsync();
        for (var i = 0; i < Directs; i++)
            await GatherDirectAsync();
        using var stop = new CancellationTokenSource();
        var reading = readers.Select(reader => Task.Run(() => reader.RunAsync(stop.Token))).ToArray();
        var writing = Task.WhenAll(writers.Select(writer => Task.Run(() => writer.Writer.RunAsync(actions, pause, writer.Known))));
        var coming = talks.Select(talk => Task.Run(() => ComeAndGoAsync(talk, Random(), () => !writing.IsCompleted)));
        await Task.WhenAll([writing, trouble(() => !writing.IsCompleted), .. coming]);
        await SettleAsync();
        await stop.CancelAsync();
        await Task.WhenAll(reading);
        await CheckAsync();
    }

    public void Dispose()
    {
        foreach (var phone in phones)
            phone.Dispose();
    }

    private async Task GatherRoomAsync()
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(History);
        var talk = new Talk(site, group, group.Room);
        talks.Add(talk);
        AddWriter(talk, await PhonesOfAsync(group.Leader.UserId), isLeader: true, History, Enumerable.Range(1, History).Select(seq => (long)seq));
        for (var i = 1; i < WritersEach; i++)
            AddWriter(talk, await PhonesOfAsync(await group.AddAsync($"Writer{i}")), isLeader: false, History, []);
        for (var i = 0; i < ReadersEach; i++)
            readers.Add(new(talk, await PhonesOfAsync(await group.AddAsync($"Reader{i}")), Random()));
    }

    // Posting into one is another slice's; what was said there is changed.
    private async Task GatherDirectAsync()
    {
        long[] people = [await site.NewUserAsync("Ann"), await site.NewUserAsync("Ben"), await site.NewUserAsync("Cem")];
        var talk = new Talk(site, null, await site.NewDirectAsync(people));
        talks.Add(talk);
        var seqs = people.ToDictionary(person => person, _ => new List<long>());
        const int said = 12;
        for (var i = 0; i < said; i++)
            seqs[people[i % 3]].Add(await site.WriteAsync(talk.Id, people[i % 3], $"direct {i}"));
        foreach (var person in people)
        {
            var own = await PhonesOfAsync(person);
            AddWriter(talk, own, isLeader: true, said, seqs[person]);
            readers.Add(new(talk, own, Random()));
        }
    }

    private void AddWriter(Talk talk, Phone[] own, bool isLeader, int known, IEnumerable<long> seqs)
    {
        var writer = new TalkWriter(talk, own, Random(), isLeader, $"writer {actors} of {talk.Id}");
        writer.Own(seqs);
        writers.Add((writer, known));
    }

    private async Task<Phone[]> PhonesOfAsync(long user)
    {
        List<Phone> all = [];
        foreach (var address in addresses.DefaultIfEmpty(site.Address))
        {
            var phone = new Phone(address);
            await phone.SignInAsync(site, user);
            all.Add(phone);
        }
        phones.AddRange(all);
        return [.. all];
    }

    private SplitMix64 Random() => SplitMix64.For(seed, actors++);

    /// <summary>Puts one after the other of a conversation's readers out and, mostly, lets them in again.</summary>
    private async Task ComeAndGoAsync(Talk talk, SplitMix64 random, Func<bool> goesOn)
    {
        var inside = readers.Where(reader => reader.Talk == talk).Select(reader => reader.User).ToList();
        var leader = talk.Group?.Leader ?? phones[0];
        while (goesOn())
        {
            await Task.Delay(random.Milliseconds(500));
            var user = inside[random.Below(inside.Count)];
            await talk.RemoveAsync(leader, user);
            await Task.Delay(random.Milliseconds(700));
            if (goesOn() || random.OneIn(2))
                await talk.ReturnAsync(phones.First(phone => phone.UserId == user));
        }
    }

    /// <summary>Waits until everybody has what is theirs: whoever is in the latest change, whoever is out nothing.</summary>
    private async Task SettleAsync()
    {
        var heads = new Dictionary<Talk, long>();
        foreach (var talk in talks)
            heads[talk] = await site.SqlAsync<long>("SELECT last_seq FROM conversations WHERE id = $1", talk.Id);
        bool IsSettled(TalkReader reader) => reader.Talk.OutFor(reader.User) is null ? reader.IsIn && reader.Cursor >= heads[reader.Talk] : IsOut(reader);
        await Eventually.TrueAsync(() => readers.All(IsSettled), TimeSpan.FromSeconds(20), $"everybody must be up to date or out; seed {seed}; "
            + string.Join(", ", readers.Where(reader => !IsSettled(reader)).Select(reader => $"{reader.User} at {reader.Cursor} of {heads[reader.Talk]} in {reader.Talk.Id}, {reader.IsIn}")));
        // What comes too late, or to somebody who is out, comes now.
        await Task.Delay(500);
    }

    // Without a page to ask for, a reader of a direct conversation who is out tries the stream again and again.
    private static bool IsOut(TalkReader reader) => !reader.IsIn || reader.Dom.Messages.Count == 0;

    private async Task CheckAsync()
    {
        var faults = writers.SelectMany(writer => writer.Writer.Faults).Concat(readers.SelectMany(reader => reader.Faults)).Distinct().ToArray();
        Assert.True(faults.Length == 0, $"seed {seed}: {string.Join("; ", faults)}");
        foreach (var talk in talks)
        {
            var truth = await SeenMessage.TruthAsync(site, talk.Id);
            foreach (var reader in readers.Where(reader => reader.Talk == talk))
            {
                var expected = talk.OutFor(reader.User) is null ? truth.Where(message => message.Seq >= reader.Dom.First).ToArray() : [];
                var shown = reader.Dom.Messages;
                Assert.True(expected.SequenceEqual(shown), $"seed {seed}, conversation {talk.Id}, reader {reader.User}: {Difference(expected, shown)}");
            }
        }
        // A crowd that did nothing would prove nothing.
        foreach (var what in new[] { "post", "edit", "delete", "hide", "unhide", "react" })
            Assert.True(writers.Sum(writer => writer.Writer.Done.GetValueOrDefault(what)) > 3, $"seed {seed}: nobody managed to {what}");
        Assert.True(readers.Sum(reader => reader.Byes) > 5, $"seed {seed}: nobody was put out");
    }

    private static string Difference(SeenMessage[] truth, IReadOnlyList<SeenMessage> shown)
    {
        var same = truth.Zip(shown).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"after {same} of {truth.Length} stands {shown.ElementAtOrDefault(same)} for {truth.ElementAtOrDefault(same)}";
    }
}
