namespace GroupPages.Tests.Support;

/// <summary>Messages, reports and notices put straight into the database.</summary>
public static class SafetyRows
{
    /// <summary>A message in the group's room.</summary>
    public static Task<long> NewMessageAsync(this TestGroup group, long author, string text) => group.Site.WriteAsync(group.Room, author, text);

    /// <summary>Links and photos from the first day on.</summary>
    public static Task LetNewcomersShareAsync(this TestGroup group) => group.Site.SqlAsync("UPDATE groups SET newcomers_share = true WHERE id = $1", group.Id);

    /// <summary>An open report of a message in the group's room, as advertising.</summary>
    public static Task<long> NewReportAsync(this TestGroup group, long seq, long reporter) => group.Site.SqlAsync<long>("""
        INSERT INTO reports (group_id, conversation_id, seq, reporter_id, reason_id, said)
        SELECT $1, conversation_id, seq, $4, 2, text FROM messages WHERE conversation_id = $2 AND seq = $3 RETURNING id
        """, group.Id, group.Room, seq, reporter);

    public static Task<long> NewNoticeAsync(this TestGroup group, long user, string text) =>
        group.Site.SqlAsync<long>("INSERT INTO notices (user_id, group_id, text) VALUES ($1, $2, $3) RETURNING id", user, group.Id, text);
}
