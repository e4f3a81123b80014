using GroupPages.Access;

namespace GroupPages.Tests.Support;

/// <summary>Rows put straight into a site's database, and what stands there.</summary>
public static class Rows
{
    /// <summary>
    /// A fingerprint of every row of every table: equal before and after means that nothing changed. Without the jobs, which come and
    /// go by themselves, and without how far people have read, which is written a moment after the reading.
    /// </summary>
    public static Task<string> StateAsync(this TestSite site) => site.SqlAsync<string>("""
        SELECT string_agg(table_name || ' ' || query_to_xml(
            format('SELECT count(*) AS rows, md5(string_agg(r::text, '''' ORDER BY r::text)) AS sum FROM %s r',
                CASE table_name WHEN 'participants' THEN '(SELECT conversation_id, user_id, joined_at, left_at, is_muted, mentions_only FROM participants)'
                    ELSE format('public.%I', table_name) END),
            true, true, '')::text, E'\n' ORDER BY table_name)
        FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'jobs'
        """);

    /// <summary>How many rows, such as <c>users WHERE first_name = $1</c>.</summary>
    public static Task<long> CountAsync(this TestSite site, string from, params object[] values) =>
        site.SqlAsync<long>($"SELECT count(*) FROM {from}", values);

    public static Task<long> NewUserAsync(this TestSite site, string firstName, string lastName = "", bool isSiteAdmin = false) =>
        site.SqlAsync<long>("INSERT INTO users (first_name, last_name, is_site_admin) VALUES ($1, $2, $3) RETURNING id",
            firstName, lastName, isSiteAdmin);

    /// <summary>A background job that has been due for a minute.</summary>
    public static Task<long> NewJobAsync(this TestSite site, string kind, string? key = null) => site.SqlAsync<long>(
        "INSERT INTO jobs (kind, key, run_at) VALUES ($1, $2, now() - interval '1 minute') RETURNING id", kind, key ?? Guid.NewGuid().ToString("N"));

    /// <summary>A phone on which a user is signed in.</summary>
    public static async Task<Phone> PhoneOfAsync(this TestSite site, long user)
    {
        var phone = site.NewPhone();
        await phone.SignInAsync(site, user);
        return phone;
    }

    /// <summary>Somebody new in a group, put there before the program read it.</summary>
    /// <param name="role">1 guest, 2 member, 3 leader.</param>
    public static async Task<long> AddAsync(this TestGroup group, string firstName, int role = 2, string lastName = "", double daysAgo = 2)
    {
        var user = await group.Site.NewUserAsync(firstName, lastName);
        await group.AddAsync(user, role, daysAgo);
        return user;
    }

    public static Task AddAsync(this TestGroup group, long user, int role = 2, double daysAgo = 2) => group.Site.SqlAsync(
        "INSERT INTO memberships (group_id, user_id, role_id, joined_at) VALUES ($1, $2, $3, now() - $4 * interval '1 day')",
        group.Id, user, role, daysAgo);

    /// <summary>A join code of a group, made by its leader.</summary>
    /// <param name="starts">From now, such as <c>1 hour</c> or <c>-1 hour</c>; null for no start.</param>
    /// <param name="expires">From now; null for no end.</param>
    public static async Task<string> NewCodeAsync(
        this TestGroup group, int? limit = null, string? starts = null, string? expires = null, bool isRevoked = false, bool isLobby = false)
    {
        var code = Secret.NewCode();
        await group.Site.SqlAsync("""
            INSERT INTO join_codes (group_id, kind, code, owner_id, use_limit, starts_at, expires_at, revoked_at, lobby)
            VALUES ($1, 'group', $2, $3, $4::int, now() + $5::text::interval, now() + $6::text::interval, CASE WHEN $7 THEN now() END, $8)
            """, group.Id, code, group.Leader.UserId, (object?)limit ?? DBNull.Value, (object?)starts ?? DBNull.Value,
            (object?)expires ?? DBNull.Value, isRevoked, isLobby);
        return code;
    }

    /// <summary>A member's own join code.</summary>
    public static async Task<string> NewPersonalCodeAsync(this TestGroup group, long owner)
    {
        var code = Secret.NewCode();
        await group.Site.SqlAsync("INSERT INTO join_codes (group_id, kind, code, owner_id) VALUES ($1, 'personal', $2, $3)", group.Id, code, owner);
        return code;
    }

    /// <summary>The row of a join code.</summary>
    public static Task<long> CodeIdAsync(this TestGroup group, string code) =>
        group.Site.SqlAsync<long>("SELECT id FROM join_codes WHERE code = $1", code);

    /// <summary>A member's request to be who they were before.</summary>
    public static Task<long> NewReclaimAsync(this TestGroup group, long user) => group.Site.SqlAsync<long>(
        "INSERT INTO reclaims (group_id, user_id, asked_at) VALUES ($1, $2, now()) RETURNING id", group.Id, user);

    /// <summary>A login code of a user.</summary>
    /// <param name="life">How long it still holds; below zero for one that is over.</param>
    public static async Task<string> NewLoginCodeAsync(this TestSite site, long user, string life = "1 hour")
    {
        var code = Secret.NewCode();
        await site.SqlAsync("""
            INSERT INTO login_codes (code_hash, user_id, created_at, expires_at)
            VALUES ($1, $2, now() - interval '1 day', now() + $3::text::interval)
            """, Secret.Hash(code), user, life);
        return code;
    }
}
