namespace GroupPages.Tests.Support;

/// <summary>A message as the database has it.</summary>
public sealed record MessageRow(long Seq, long ChangedSeq, string Text);

/// <summary>A group's room, seen and changed past the app.</summary>
public static class RoomRows
{
    /// <summary>Writes messages "history 1", "history 2", ... by the leader, in one statement.</summary>
    /// <param name="more">Stands behind each, to make them long.</param>
    public static Task FillAsync(this TestGroup group, int count, string more = "") => group.Site.SqlAsync("""
        WITH before AS (SELECT last_seq, message_count FROM conversations WHERE id = $1 FOR UPDATE),
        written AS (
            INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text)
            SELECT $1, last_seq + n, last_seq + n, message_count + n, $2, 'history ' || n || $4 FROM before, generate_series(1, $3) n)
        UPDATE conversations SET last_seq = before.last_seq + $3, message_count = before.message_count + $3 FROM before WHERE id = $1
        """, group.Room, group.Leader.UserId, count, more);

    /// <summary>Changes one message as an edit, a deletion or a hiding does: it takes the next number in the same statement.</summary>
    /// <param name="seq">The message.</param>
    /// <param name="assignments">SQL, such as <c>deleted_at = now()</c>.</param>
    /// <returns>The number of the change.</returns>
    public static Task<long> ChangeAsync(this TestGroup group, long seq, string assignments) => group.Site.SqlAsync<long>($"""
        WITH next AS (UPDATE conversations SET last_seq = last_seq + 1 WHERE id = $1 RETURNING last_seq)
        UPDATE messages SET changed_seq = next.last_seq, {assignments} FROM next WHERE conversation_id = $1 AND seq = $2
        RETURNING changed_seq
        """, group.Room, seq);

    /// <summary>All messages of the room, in the order of their latest changes.</summary>
    public static async Task<IReadOnlyList<MessageRow>> MessagesAsync(this TestGroup group)
    {
        var seqs = await group.Site.SqlAsync<long[]>(Column("seq"), group.Room);
        var changes = await group.Site.SqlAsync<long[]>(Column("changed_seq"), group.Room);
        var texts = await group.Site.SqlAsync<string[]>(Column("text"), group.Room);
        return [.. seqs.Select((seq, i) => new MessageRow(seq, changes[i], texts[i]))];
    }

    private static string Column(string name) =>
        $"SELECT coalesce(array_agg({name} ORDER BY changed_seq), '{{}}') FROM messages WHERE conversation_id = $1";
}
