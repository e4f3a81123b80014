using GroupPages.Data;

namespace GroupPages.Pages.Chat;

/// <summary>Marks all conversations of one person as read, as they are now.</summary>
public sealed class ReadAllCommand(Database database)
{
    public Task RunAsync(UserId me, CancellationToken cancel) => database.ExecuteAsync("""
        UPDATE participants p SET last_read_seq = c.last_seq, read_count = c.message_count FROM conversations c
        WHERE p.user_id = $1 AND c.id = p.conversation_id AND p.read_count < c.message_count
        """, [new() { Value = me.Value }], cancel);
}
