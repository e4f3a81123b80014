namespace GroupPages.Access;

/// <summary>
/// Rights as conditions of a statement, for commands that ask in the WHERE of what they write: whoever stopped being a
/// leader a moment ago changes nothing. The group is <c>$1</c>, who asks is <c>$2</c>.
/// </summary>
internal static class GroupRights
{
    /// <summary>Leaders of a group that is not deleted, and site admins.</summary>
    public const string Leads = """
        (EXISTS (SELECT FROM groups r WHERE r.id = $1 AND r.deleted_at IS NULL) AND (
            EXISTS (SELECT FROM memberships r WHERE r.group_id = $1 AND r.user_id = $2 AND r.role_id = 3)
            OR EXISTS (SELECT FROM users r WHERE r.id = $2 AND r.is_site_admin AND r.deleted_at IS NULL)))
        """;
}
