namespace GroupPages.Access;

/// <summary>
/// Rights as conditions of a statement, for commands that ask in the WHERE of what they write: whoever stopped being a
/// leader a moment ago changes nothing. The group is <c>$1</c>, who asks is <c>$2</c> (sql/0013).
/// </summary>
internal static class GroupRights
{
    /// <summary>Leaders of a group that is not deleted, and site admins.</summary>
    public const string Leads = "leads($1, $2)";
}
