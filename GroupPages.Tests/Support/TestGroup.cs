namespace GroupPages.Tests.Support;

/// <summary>A group made for one test, with a leader who is signed in.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Room">Its conversation.</param>
/// <param name="Code">An open join code of it.</param>
/// <param name="Leader">The leader's phone.</param>
public sealed record TestGroup(TestSite Site, long Id, string Slug, long Room, string Code, Phone Leader)
{
    public string Path => $"/g/{Slug}";

    /// <summary>The stream's address for the open chat.</summary>
    public string ChatStream(long after = 0) => $"/live?c={Room}&after={after}";

    /// <summary>A phone that joined by the group's code.</summary>
    public async Task<Phone> JoinAsync(string firstName)
    {
        var phone = Site.NewPhone();
        await phone.JoinAsync(Code, firstName);
        return phone;
    }

    internal static async Task<TestGroup> MakeAsync(TestSite site, string slug, bool isHidden, bool needsApproval)
    {
        var code = GroupPages.Access.Secret.NewCode();
        var id = await site.SqlAsync<long>("""
            WITH leader AS (INSERT INTO users (first_name, created_at) VALUES ('Lea', now() - interval '9 days') RETURNING id),
            made AS (
                INSERT INTO groups (slug, name, description, visibility, join_policy)
                VALUES ($1, 'Test ' || $1, 'For tests only.', $3, $4) RETURNING id),
            room AS (INSERT INTO conversations (kind, group_id) SELECT 'room', id FROM made),
            code AS (INSERT INTO join_codes (group_id, kind, code, owner_id) SELECT made.id, 'group', $2, leader.id FROM made, leader),
            member AS (
                INSERT INTO memberships (group_id, user_id, role_id, joined_at)
                SELECT made.id, leader.id, 3, now() - interval '9 days' FROM made, leader)
            SELECT id FROM made
            """, slug, code, isHidden ? "hidden" : "unlisted", needsApproval ? "approval" : "open");
        var room = await site.SqlAsync<long>("SELECT id FROM conversations WHERE group_id = $1", id);
        var leader = site.NewPhone();
        await leader.SignInAsync(site, await site.SqlAsync<long>("SELECT user_id FROM memberships WHERE group_id = $1", id));
        return new(site, id, slug, room, code, leader);
    }
}
