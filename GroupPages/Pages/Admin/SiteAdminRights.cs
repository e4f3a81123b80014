namespace GroupPages.Pages.Admin;

/// <summary>
/// Rights as conditions of a statement: whoever was dismissed a moment ago changes nothing. Who asks is <c>$1</c>.
/// </summary>
internal static class SiteAdminRights
{
    public const string Asks = "EXISTS (SELECT FROM users asks WHERE asks.id = $1 AND asks.is_site_admin AND asks.deleted_at IS NULL)";

    /// <summary>
    /// All site admins, locked in one order: of two changes at once that would together leave none, the later finds the
    /// earlier. No more than a change of the row is kept out: people go on writing messages.
    /// </summary>
    public const string Locked = """
        admins AS MATERIALIZED (
            SELECT id FROM users WHERE is_site_admin AND deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE)
        """;
}
