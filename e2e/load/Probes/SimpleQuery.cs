using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace GroupPages.Load.Probes;

/// <summary>
/// A connection that speaks PostgreSQL's simple query protocol and no more: PgBouncer's console understands nothing
/// else, and a driver's own queries would be in the measurement.
/// </summary>
internal sealed class SimpleQuery : IDisposable
{
    private readonly TcpClient client = new();
    private readonly NetworkStream stream;
    private readonly Lock gate = new();

    /// <summary>Connects as <c>postgres</c>, whom the tier trusts.</summary>
    public SimpleQuery(int port, string database)
    {
        client.Connect("127.0.0.1", port);
        client.ReceiveTimeout = client.SendTimeout = 60_000;
        stream = client.GetStream();
        var start = Encoding.UTF8.GetBytes($"user\0postgres\0database\0{database}\0application_name\0load-probe\0\0");
        Span<byte> head = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(head, start.Length + 8);
        BinaryPrimitives.WriteInt32BigEndian(head[4..], 196608);
        stream.Write([.. head, .. start]);
        ReadRows(null);
    }

    /// <summary>Runs statements; gives the rows as text, null for NULL.</summary>
    /// <exception cref="InvalidOperationException">The server's own words.</exception>
    public List<string?[]> Rows(string sql)
    {
        var text = Encoding.UTF8.GetBytes(sql);
        Span<byte> head = stackalloc byte[5];
        head[0] = (byte)'Q';
        BinaryPrimitives.WriteInt32BigEndian(head[1..], text.Length + 5);
        List<string?[]> rows = [];
        lock (gate)
        {
            stream.Write([.. head, .. text, 0]);
            ReadRows(rows);
        }
        return rows;
    }

    public long Number(string sql) => long.Parse(Rows(sql)[0][0]!, CultureInfo.InvariantCulture);

    public void Dispose() => client.Dispose();

    private void ReadRows(List<string?[]>? rows)
    {
        string? error = null;
        Span<byte> head = stackalloc byte[5];
        while (true)
        {
            stream.ReadExactly(head);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head[1..]) - 4];
            stream.ReadExactly(body);
            switch ((char)head[0])
            {
                case 'D':
                    rows?.Add(ReadRow(body));
                    break;
                case 'E':
                    error = Encoding.UTF8.GetString(body).Replace('\0', ' ');
                    // Before the first "ready" the server hangs up after an error.
                    if (rows is null)
                        throw new InvalidOperationException(error);
                    break;
                case 'Z':
                    if (error is not null)
                        throw new InvalidOperationException(error);
                    return;
            }
        }
    }

    private static string?[] ReadRow(ReadOnlySpan<byte> body)
    {
        var row = new string?[BinaryPrimitives.ReadInt16BigEndian(body)];
        body = body[2..];
        for (var i = 0; i < row.Length; i++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(body);
            body = body[4..];
            if (length < 0)
                continue;
            row[i] = Encoding.UTF8.GetString(body[..length]);
            body = body[length..];
        }
        return row;
    }
}
