using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Live;

/// <summary>
/// The property of the chat: five rooms, 20 writers, 15 readers whose streams come and go at random. Whatever happens in
/// the middle, every reader ends with every message of its room, in order, once, and none of another room.
/// </summary>
internal sealed class Crowd(TestSite site, params Uri[] addresses) : IDisposable
{
    private const int Groups = 5, WritersEach = 4, ReadersEach = 3;

    // More than the 256 frames that a room keeps, so that coming late means reading the database too; and so many that
    // the first 200, which one read of it brings, end just where the room's memory begins, and moves on with each message.
    private const int History = 450;

    private readonly ulong seed = SplitMix64.NewSeed();
    private readonly List<Phone> phones = [];
    private readonly List<TestGroup> groups = [];
    private readonly List<CrowdReader> readers = [];
    private readonly List<CrowdWriter> writers = [];

    /// <summary>Writes and reads while something happens, and checks what everybody has at the end.</summary>
    /// <param name="messages">How many each writer posts.</param>
    /// <param name="pause">The longest time between two of one writer, in milliseconds.</param>
    /// <param name="trouble">What happens in the middle; what it is handed says whether somebody still writes.</param>
    public async Task HoldsAsync(int messages, int pause, Func<Func<bool>, Task> trouble)
    {
        await GatherAsync();
        using var stop = new CancellationTokenSource();
        var reading = readers.Select(reader => Task.Run(() => reader.RunAsync(stop.Token))).ToArray();
        var writing = Task.WhenAll(writers.Select(writer => Task.Run(() => writer.RunAsync(messages, pause))));
        await Task.WhenAll(writing, trouble(() => !writing.IsCompleted));

        var expected = History + WritersEach * messages;
        await Eventually.TrueAsync(() => readers.All(reader => reader.Cursor >= expected), TimeSpan.FromSeconds(20),
            $"all readers must reach {expected}; they are at {string.Join(", ", readers.Select(reader => reader.Cursor))}; seed {seed}");
        // What comes twice, comes now.
        await Task.Delay(200);
        await stop.CancelAsync();
        await Task.WhenAll(reading);
        await CheckAsync(expected);
    }

    public void Dispose()
    {
        foreach (var phone in phones)
            phone.Dispose();
    }

    private async Task GatherAsync()
    {
        for (var i = 0; i < Groups; i++)
        {
            var group = await site.NewGroupAsync();
            await group.FillAsync(History);
            groups.Add(group);
            for (var j = 0; j < WritersEach; j++)
                writers.Add(new(group, await JoinAsync(group, $"Writer{j}"), Random(), $"{group.Slug} writer {j} message"));
            for (var j = 0; j < ReadersEach; j++)
                readers.Add(new(group, await JoinAsync(group, $"Reader{j}"), Random()));
        }
    }

    private SplitMix64 Random() => SplitMix64.For(seed, readers.Count + writers.Count);

    /// <summary>A new member, with a phone at each process.</summary>
    private async Task<Phone[]> JoinAsync(TestGroup group, string name)
    {
        var first = await group.JoinAsync(name);
        phones.Add(first);
        List<Phone> all = [];
        foreach (var address in addresses)
        {
            var phone = new Phone(address);
            await phone.SignInAsync(site, first.UserId);
            all.Add(phone);
        }
        phones.AddRange(all);
        return all.Count > 0 ? [.. all] : [first];
    }

    private async Task CheckAsync(int expected)
    {
        var refused = writers.SelectMany(writer => writer.Faults).Distinct().ToArray();
        Assert.True(refused.Length == 0, $"seed {seed}: {string.Join("; ", refused)}");
        foreach (var group in groups)
        {
            var truth = await group.MessagesAsync();
            Assert.True(truth.Count == expected, $"seed {seed}: {truth.Count} messages in {group.Slug}, not {expected}");
            foreach (var reader in readers.Where(reader => reader.Group == group))
            {
                Assert.True(reader.Faults.Count == 0, $"seed {seed}: {string.Join("; ", reader.Faults.Distinct())}");
                Assert.True(truth.SequenceEqual(reader.Received), $"seed {seed}, {group.Slug}: {Difference(truth, reader.Received)}");
            }
        }
    }

    private static string Difference(IReadOnlyList<MessageRow> truth, IReadOnlyList<MessageRow> received)
    {
        var same = truth.Zip(received).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"after {same} of {truth.Count} came {received.ElementAtOrDefault(same)} for {truth.ElementAtOrDefault(same)}";
    }
}
