using GroupPages.Data;

namespace GroupPages.Live;

/// <summary>How far somebody has read a conversation.</summary>
/// <param name="Seq">The number of the latest change they have seen.</param>
/// <param name="Count">How many messages there were at that number.</param>
public readonly record struct ReadMark(long Seq, long Count);

/// <summary>
/// Who has read what, gathered in memory and written in one statement every 2 s: a roomful of readers costs one write,
/// not one each. A mark never falls, so it does not matter who writes first.
/// </summary>
public sealed class ReadMarks(Database database)
{
    // In the order of the key, so that two processes that write at once wait for each other instead of locking up. Only
    // what rises is written, and only that is told to the reader's other devices.
    private const string Sql = """
        WITH rising AS (
            SELECT p.conversation_id, p.user_id, m.seq, m.count
            FROM unnest($1, $2, $3, $4) AS m(conversation_id, user_id, seq, count)
            JOIN participants p USING (conversation_id, user_id)
            WHERE p.read_count < m.count
            ORDER BY 1, 2 FOR UPDATE OF p)
        UPDATE participants p SET last_read_seq = greatest(p.last_read_seq, r.seq), read_count = r.count
        FROM rising r WHERE p.conversation_id = r.conversation_id AND p.user_id = r.user_id AND p.read_count < r.count
        """;

    private readonly Lock gate = new();
    private Dictionary<(ConversationId Conversation, UserId Reader), ReadMark> gathered = [];

    // Until the statement is through, a page that is drawn meanwhile must find them somewhere. The two take turns: growing
    // a new one to ten thousand marks every 2 s would keep the collector busy.
    private Dictionary<(ConversationId Conversation, UserId Reader), ReadMark> leaving = [];

    public void Note(ConversationId conversation, UserId reader, ReadMark mark)
    {
        lock (gate)
        {
            if (!gathered.TryGetValue((conversation, reader), out var before) || before.Count < mark.Count)
                gathered[(conversation, reader)] = mark;
        }
    }

    /// <summary>A mark that is not in the database yet.</summary>
    public ReadMark? Waiting(ConversationId conversation, UserId reader)
    {
        lock (gate)
            return gathered.TryGetValue((conversation, reader), out var mark) || leaving.TryGetValue((conversation, reader), out mark) ? mark : null;
    }

    /// <summary>Writes what was gathered. One call at a time; what could not be written stays for the next.</summary>
    public async Task WriteAsync(CancellationToken cancel)
    {
        lock (gate)
        {
            if (gathered.Count == 0)
                return;
            (leaving, gathered) = (gathered, leaving);
        }
        try
        {
            await WriteAsync(leaving, cancel);
        }
        catch
        {
            foreach (var ((conversation, reader), mark) in leaving)
                Note(conversation, reader, mark);
            throw;
        }
        finally
        {
            lock (gate)
                leaving.Clear();
        }
    }

    private Task<int> WriteAsync(Dictionary<(ConversationId Conversation, UserId Reader), ReadMark> marks, CancellationToken cancel) =>
        database.ExecuteAsync(Sql,
            [
                new() { Value = marks.Select(mark => mark.Key.Conversation.Value).ToArray() },
                new() { Value = marks.Select(mark => mark.Key.Reader.Value).ToArray() },
                new() { Value = marks.Select(mark => mark.Value.Seq).ToArray() },
                new() { Value = marks.Select(mark => mark.Value.Count).ToArray() },
            ], cancel);
}

/// <summary>Writes the read marks every 2 s, and once more at the end.</summary>
internal sealed class ReadMarkWriter(ReadMarks marks, TimeProvider clock, ILogger<ReadMarkWriter> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                // Not cancelled by the end of the program: this is the last chance of what was read until now.
                using var patience = new CancellationTokenSource(Pause);
                await marks.WriteAsync(patience.Token);
            }
            catch (Exception error) when (Database.IsUnavailable(error) || error is OperationCanceledException)
            {
                log.LogDebug("The read marks wait for the database: {Error}", error.Message);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // One round that failed is no reason to end the program, as the host would.
                log.LogError(error, "The read marks are not written");
            }
        }
    }
}
