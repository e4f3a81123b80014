namespace GroupPages.Access;

/// <summary>
/// Rights as conditions of a statement, for commands that ask in the WHERE of what they write: a removal that came first
/// wins. <c>c</c> is the row of the conversation; who asks is <c>$2</c>.
/// </summary>
internal static class ConversationRights
{
    private const string IsSiteAdmin = "EXISTS (SELECT FROM users r WHERE r.id = $2 AND r.is_site_admin AND r.deleted_at IS NULL)";

    /// <summary>Members and site admins read a room; whoever takes part, and nobody else, a direct conversation.</summary>
    public const string Reads = $"""
        (CASE WHEN c.group_id IS NULL
            THEN EXISTS (SELECT FROM participants r WHERE r.conversation_id = c.id AND r.user_id = $2 AND r.left_at IS NULL)
            ELSE EXISTS (SELECT FROM memberships r WHERE r.group_id = c.group_id AND r.user_id = $2 AND r.role_id >= 2) OR {IsSiteAdmin} END)
        """;

    /// <summary>Of a direct conversation: somebody is left in it whom the asking one may write to. Of a room always.</summary>
    public const string HasSomebodyToWriteTo = """
        (c.group_id IS NOT NULL OR EXISTS (
            SELECT FROM participants r WHERE r.conversation_id = c.id AND r.left_at IS NULL AND may_write_to($2, r.user_id)))
        """;

    /// <summary>The leaders of a room's group and site admins. Nobody leads a direct conversation.</summary>
    public const string Leads = $"""
        (c.group_id IS NOT NULL AND (
            EXISTS (SELECT FROM memberships r WHERE r.group_id = c.group_id AND r.user_id = $2 AND r.role_id >= 3) OR {IsSiteAdmin}))
        """;
}
