using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Live;

/// <summary>The rooms somebody has open. One is made for its first stream and goes with its last.</summary>
internal sealed class Rooms(RoomReader reader, NewsBox box)
{
    private readonly Lock gate = new();
    private readonly Dictionary<ConversationId, Task<Room>> conversations = [];
    private readonly Dictionary<GroupId, PeopleRoom> people = [];

    /// <summary>Lets a stream into a conversation's room; the first one reads what the room holds of the past.</summary>
    public async Task<Room> EnterAsync(ConversationId id, LiveStream stream)
    {
        while (true)
        {
            Task<Room>? opening;
            lock (gate)
            {
                if (!conversations.TryGetValue(id, out opening))
                    conversations[id] = opening = OpenAsync(id);
            }
            var room = await opening;
            lock (gate)
            {
                // Another stream may have left, and closed the room, between the two locks.
                if (!conversations.TryGetValue(id, out var current) || current != opening)
                    continue;
                room.Add(stream);
                return room;
            }
        }
    }

    /// <summary>Lets a stream into a group's people page.</summary>
    public PeopleRoom Enter(GroupSnapshot group, LiveStream stream)
    {
        lock (gate)
        {
            if (!people.TryGetValue(group.Card.Id, out var room))
            {
                people[group.Card.Id] = room = new(group);
                // The group may have moved on between that snapshot and this room: compare once.
                box.Add(news => news.Opened.Add(group.Card.Id));
            }
            room.Add(stream);
            return room;
        }
    }

    public void Leave(ConversationId id, Room room, LiveStream stream)
    {
        lock (gate)
        {
            room.Remove(stream);
            if (room.IsEmpty && conversations.TryGetValue(id, out var current) && current.IsCompletedSuccessfully)
                conversations.Remove(id);
        }
    }

    public void Leave(GroupId id, Room room, LiveStream stream)
    {
        lock (gate)
        {
            room.Remove(stream);
            if (room.IsEmpty)
                people.Remove(id);
        }
    }

    /// <summary>The open rooms among these conversations; all of them without a list.</summary>
    public async Task<List<(ConversationId Id, Room Room)>> OpenAmongAsync(IEnumerable<ConversationId>? ids)
    {
        List<(ConversationId, Task<Room>)> found = [];
        lock (gate)
        {
            foreach (var id in ids ?? conversations.Keys)
            {
                if (conversations.TryGetValue(id, out var opening) && opening.IsCompletedSuccessfully)
                    found.Add((id, opening));
            }
        }
        List<(ConversationId, Room)> rooms = [];
        foreach (var (id, room) in found)
            rooms.Add((id, await room));
        return rooms;
    }

    /// <summary>The people pages somebody has open.</summary>
    public IReadOnlyList<PeopleRoom> OpenPeople
    {
        get
        {
            lock (gate)
                return [.. people.Values];
        }
    }

    private async Task<Room> OpenAsync(ConversationId id)
    {
        // Leaves the lock of the caller before anything else happens.
        await Task.Yield();
        try
        {
            var room = new Room(await reader.ReadStartAsync(id, CancellationToken.None));
            // What was told while this read was under way found no room to go to: look once more.
            box.Add(news => news.Conversations.Add(id));
            return room;
        }
        catch
        {
            lock (gate)
                conversations.Remove(id);
            throw;
        }
    }
}
