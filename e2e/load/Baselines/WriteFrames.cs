using System.Text;
using GroupPages.Load.Loop;

namespace GroupPages.Load.Baselines;

/// <summary>
/// Baseline (c): rooms with nothing in them but sockets. A post writes one prebuilt frame, as long as the app's, to each
/// socket of its room with one send. No stream can be cheaper than this.
/// </summary>
internal static class WriteFrames
{
    public static int Run(int port)
    {
        using var loop = new EventLoop();
        _ = new Door(loop, port);
        loop.Run(async () => await loop.Delay(3600), TimeSpan.FromHours(2));
        return 0;
    }

    private sealed class Door : Connection
    {
        private readonly Dictionary<int, HashSet<Guest>> rooms = [];
        private readonly Dictionary<int, long> numbers = [];
        private readonly int listener;

        public Door(EventLoop loop, int port) : base(loop) => Adopt(listener = Native.Listen(port));

        public HashSet<Guest> Room(int room) => rooms.TryGetValue(room, out var found) ? found : rooms[room] = [];

        public long NextNumber(int room) => numbers[room] = numbers.GetValueOrDefault(room) + 1;

        internal override void OnEvents(uint events)
        {
            for (var socket = Native.Accept(listener); socket >= 0; socket = Native.Accept(listener))
                _ = new Guest(Loop, this, socket);
        }

        protected override void OnBytes(ReadOnlySpan<byte> bytes) { }

        protected override void OnGone(string why) { }
    }

    private sealed class Guest : Connection
    {
        private static readonly byte[] Welcome = Encoding.ASCII.GetBytes(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n:\n\n\r\n");
        private static readonly byte[] Done = Encoding.ASCII.GetBytes("HTTP/1.1 204 No Content\r\n\r\n");

        private readonly Door door;
        private int room = -1;

        public Guest(EventLoop loop, Door door, int socket) : base(loop)
        {
            this.door = door;
            Adopt(socket);
        }

        // Our own runner sends each request in one piece.
        protected override void OnBytes(ReadOnlySpan<byte> bytes)
        {
            var text = Encoding.ASCII.GetString(bytes);
            var at = text.IndexOf("room=", StringComparison.Ordinal) + 5;
            var named = int.Parse(text[at..text.IndexOf(' ', at)], System.Globalization.CultureInfo.InvariantCulture);
            if (text.StartsWith("GET", StringComparison.Ordinal))
            {
                room = named;
                door.Room(room).Add(this);
                Send(Welcome);
                return;
            }
            var frame = Frame(door.NextNumber(named), text[(text.IndexOf("text=", StringComparison.Ordinal) + 5)..].Replace('+', ' '));
            foreach (var guest in door.Room(named))
                guest.Send(frame);
            Send(Done);
        }

        protected override void OnGone(string why) => door.Room(Math.Max(0, room)).Remove(this);

        // As GroupPages/Pages/Chat/_Message.cshtml draws one: the same bytes, give or take a name.
        private static byte[] Frame(long number, string words)
        {
            var data = $"""
                id: {number}
                event: message
                data: <li id="m-1000-{number}" class="message" data-seq="{number}" data-author="100000" data-key="1234567890123-{number}">
                data:     <svg class="avatar c3" viewBox="0 0 100 100" aria-hidden="true"><rect/><text x="50" y="50">AM</text></svg>
                data:     <p class="meta"><b dir="auto">Annelise Moorwell</b> <time datetime="2026-11-23T18:30:00Z">18:30</time></p>
                data:         <div class="says"><div class="bubble"><p dir="auto">{words}</p></div><a class="more" href="/chat/1000/{number}" aria-label="More about the message by Annelise Moorwell"><svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12h.01M12 12h.01M19 12h.01"/></svg></a></div>
                data: </li>


                """;
            var length = Encoding.UTF8.GetByteCount(data);
            return Encoding.UTF8.GetBytes($"{length:x}\r\n{data}\r\n");
        }
    }
}
