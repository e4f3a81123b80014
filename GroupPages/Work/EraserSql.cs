namespace GroupPages.Work;

/// <summary>The eraser's statements. <c>$1</c> is whom or what, <c>$2</c> now (or the limit of the grace), <c>$3</c> how many at a time.</summary>
internal static class EraserSql
{
    public const string DeleteTheirManaged = """
        UPDATE users u SET deleted_at = $2 - interval '1 second' FROM guardians k
        WHERE k.guardian_id = $1 AND u.id = k.user_id AND u.is_managed AND (u.deleted_at IS NULL OR u.deleted_at >= $2)
            AND NOT EXISTS (SELECT FROM guardians o WHERE o.user_id = u.id AND o.guardian_id <> $1)
        """;

    // The changes of one conversation at a time. The messages are locked before it, as in every change of one; those picked
    // take the next numbers in their order.
    private const string Numbered = """
        numbered AS (SELECT conversation_id, seq, row_number() OVER (ORDER BY seq) AS n FROM picked),
        next AS (
            UPDATE conversations c SET last_seq = c.last_seq + t.total FROM (SELECT conversation_id, count(*) AS total FROM picked GROUP BY 1) t
            WHERE c.id = t.conversation_id RETURNING c.id, c.last_seq - t.total AS before)
        """;

    private static string Delete(string table) =>
        $"DELETE FROM {table} x USING picked WHERE x.conversation_id = picked.conversation_id AND x.seq = picked.seq";

    /// <summary>
    /// Takes the words, and whose they were, of a person's messages; what was kept for reports goes, too. Their photos are a
    /// deleted message's, which the photo cleaner takes.
    /// </summary>
    public static readonly string Messages = $"""
        WITH picked AS MATERIALIZED (
            SELECT conversation_id, seq FROM messages
            WHERE author_id = $1 AND conversation_id = (SELECT min(conversation_id) FROM messages WHERE author_id = $1)
            ORDER BY seq LIMIT $3 FOR NO KEY UPDATE),
        {Numbered},
        versions AS ({Delete("message_versions")}),
        mentions AS ({Delete("mentions")}),
        reactions AS ({Delete("reactions")}),
        said AS (UPDATE reports x SET said = '' FROM picked WHERE x.conversation_id = picked.conversation_id AND x.seq = picked.seq),
        blanked AS (
            UPDATE messages m SET text = '', key = NULL, author_id = NULL, hidden_reason = '',
                deleted_at = coalesce(m.deleted_at, $2), changed_seq = next.before + numbered.n
            FROM numbered, next WHERE m.conversation_id = numbered.conversation_id AND m.seq = numbered.seq)
        SELECT count(*) FROM picked
        """;

    /// <summary>Takes a person's reactions off the messages of others. $2 is not looked at, but has its type.</summary>
    public static readonly string Reactions = $"""
        WITH picked AS MATERIALIZED (
            SELECT conversation_id, seq FROM messages
            WHERE (conversation_id, seq) IN (
                SELECT conversation_id, seq FROM reactions
                WHERE user_id = $1 AND conversation_id = (SELECT min(conversation_id) FROM reactions WHERE user_id = $1) ORDER BY seq LIMIT $3)
            ORDER BY seq FOR NO KEY UPDATE),
        {Numbered},
        gone AS ({Delete("reactions")} AND x.user_id = $1),
        marked AS (
            UPDATE messages m SET changed_seq = next.before + numbered.n
            FROM numbered, next WHERE m.conversation_id = numbered.conversation_id AND m.seq = numbered.seq)
        SELECT count(*) FROM picked WHERE $2::timestamptz IS NOT NULL
        """;

    /// <summary>Codes that hang on a wall outlive who made them: another leader has them now. What the log says of the person goes.</summary>
    public const string Heirs = """
        WITH heirs AS (
            SELECT j.id, (
                SELECT l.user_id FROM memberships l JOIN users u ON u.id = l.user_id AND u.deleted_at IS NULL
                WHERE l.group_id = j.group_id AND l.role_id = 3 AND l.user_id <> $1 ORDER BY l.joined_at LIMIT 1) AS user_id
            FROM join_codes j WHERE j.owner_id = $1 AND j.kind = 'group'),
        codes AS (UPDATE join_codes j SET owner_id = heirs.user_id FROM heirs WHERE j.id = heirs.id AND heirs.user_id IS NOT NULL)
        UPDATE audit_log SET details = NULL WHERE user_id = $1 AND details IS NOT NULL
        """;

    public const string User = """
        WITH gone AS (DELETE FROM users WHERE id = $1 AND deleted_at < $2 RETURNING id)
        INSERT INTO audit_log (at, action) SELECT $3, 'account-erased' FROM gone
        """;

    public const string RoomMessages = """
        WITH gone AS (
            DELETE FROM messages WHERE (conversation_id, seq) IN (
                SELECT m.conversation_id, m.seq FROM messages m JOIN conversations c ON c.id = m.conversation_id AND c.group_id = $1 LIMIT $3)
            RETURNING seq)
        SELECT count(*) FROM gone WHERE $2::timestamptz IS NOT NULL
        """;
}
