using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Admin;

/// <summary>"Been here before?": asked by somebody new, granted by a leader, taken back within a week.</summary>
public sealed class BeforeTests(BeforeTests.Site site) : IClassFixture<BeforeTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    // All that an account has; what a take-over gives another number or reads further is left out.
    private const string Belongings = """
        SELECT string_agg(line, E'\n' ORDER BY line) FROM (
            SELECT 'membership ' || (to_jsonb(m) - 'join_key')::text AS line FROM memberships m UNION ALL SELECT 'session ' || to_jsonb(s)::text FROM sessions s
            UNION ALL SELECT 'met ' || to_jsonb(m)::text FROM met_marks m UNION ALL SELECT 'block ' || to_jsonb(b)::text FROM blocks b
            UNION ALL SELECT 'message ' || (to_jsonb(m) - 'changed_seq')::text FROM messages m UNION ALL SELECT 'reaction ' || to_jsonb(r)::text FROM reactions r
            UNION ALL SELECT 'conversation ' || (to_jsonb(c) - 'last_seq' - 'key')::text FROM conversations c
            UNION ALL SELECT 'participant ' || (to_jsonb(p) - 'last_read_seq' - 'read_count')::text FROM participants p
            UNION ALL SELECT 'code ' || to_jsonb(c)::text FROM join_codes c UNION ALL SELECT 'user ' || to_jsonb(u)::text FROM users u
            UNION ALL SELECT 'note ' || to_jsonb(n)::text FROM person_notes n UNION ALL SELECT 'card ' || to_jsonb(q)::text FROM quiz_cards q
            UNION ALL SELECT 'round ' || to_jsonb(r)::text FROM quiz_rounds r UNION ALL SELECT 'photo ' || to_jsonb(p)::text FROM photos p
            UNION ALL SELECT 'leaders note ' || to_jsonb(l)::text FROM member_notes l) lines
        """;

    [Fact]
    public async Task A_new_phone_becomes_the_old_account_with_all_it_did_meanwhile_and_is_two_again_when_taken_back()
    {
        var group = await site.NewGroupAsync();
        var old = await group.AddAsync("Ánn", lastName: "Moore");
        var bob = await group.AddAsync("Bob");
        using var phone = await group.JoinAsync("Ann");
        var fresh = phone.UserId;
        Assert.NotNull((await phone.PageAsync(group.Path)).QuerySelector($"a[href='{group.Path}/before']"));
        await phone.SayAsync(group, "I am back");
        var pair = await phone.StartAsync(bob);
        await phone.WriteAsync(pair, "Hello Bob");
        using (var _ = await phone.PostAsync($"{group.Path}/people/{bob}/met", ("met", "on")))
            await site.SqlAsync("INSERT INTO blocks (user_id, other_id) VALUES ($1, $2)", bob, fresh);
        await site.SqlAsync("INSERT INTO reactions (conversation_id, seq, user_id, emoji) VALUES ($1, 1, $2, '👍')", group.Room, fresh);
        var request = await AskAsync(group, phone, "I play the flute");
        var state = await site.SqlAsync<string>(Belongings);

        var page = await group.Leader.PageAsync($"{group.Path}/admin/requests");
        Assert.Contains("I play the flute", page.QuerySelector("article")!.TextContent);
        Assert.Equal([$"{old}"], page.QuerySelectorAll("article input[name=old]").Select(input => input.GetAttribute("value")!));
        Assert.Equal(HttpStatusCode.NoContent, await phone.StatusAsync($"{group.Path}/before?handler=Waiting"));
        await DecideAsync(group, request, "Grant", old);

        await Eventually.TrueAsync(async () => (await phone.PageAsync(group.Path)).Body!.GetAttribute("data-user") == $"{old}", TimeSpan.FromSeconds(2), "the phone is the old account's");
        Assert.Equal(1, await site.CountAsync("messages WHERE conversation_id = $1 AND author_id = $2", group.Room, old));
        Assert.Equal(1, await site.CountAsync("messages WHERE conversation_id = $1 AND author_id = $2", pair, old));
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync($"/chat/{pair}"));
        Assert.Equal(1, await site.CountAsync("met_marks WHERE user_id = $1 AND other_id = $2", old, bob));
        Assert.Equal(1, await site.CountAsync("blocks WHERE user_id = $1 AND other_id = $2", bob, old));
        Assert.Equal(1, await site.CountAsync("reactions WHERE user_id = $1", old));
        Assert.Equal(0, await site.CountAsync("memberships WHERE user_id = $1", fresh));
        Assert.Equal(1, await site.CountAsync("users WHERE id = $1 AND deleted_at IS NOT NULL", fresh));
        Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1 AND actor_id = $2 AND user_id = $3 AND action = 'merged'", group.Id, group.Leader.UserId, old));

        await DecideAsync(group, request, "TakeBack");
        Assert.Equal(state, await site.SqlAsync<string>(Belongings));
        await Eventually.TrueAsync(async () => (await phone.PageAsync(group.Path)).Body!.GetAttribute("data-user") == $"{fresh}", TimeSpan.FromSeconds(2), "two again");
        Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1 AND action = 'merge-undone'", group.Id));
        await DecideAsync(group, request, "TakeBack", status: HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_portrait_notes_and_what_was_learnt_go_along_and_come_back(bool hasOldOne)
    {
        var group = await site.NewGroupAsync();
        long old = await group.AddAsync("Ann"), bob = await group.AddAsync("Bob");
        using Phone phone = await group.JoinAsync("Ann"), before = await site.PhoneOfAsync(old);
        var fresh = phone.UserId;
        (await phone.PostPortraitAsync(SamplePhotos.Jpeg(310, 300))).Dispose();
        if (hasOldOne)
            (await before.PostPortraitAsync(SamplePhotos.Jpeg(300, 310))).Dispose();
        var portrait = await site.SqlAsync<string>("SELECT photo FROM users WHERE id = $1", hasOldOne ? old : fresh);
        await site.SqlAsync("""
            INSERT INTO person_notes (user_id, other_id, text)
            VALUES ($1, $3, 'Plays the cello'), ($2, $3, 'Tall'), ($3, $1, 'Back with a flute'), ($1, $2, 'That is me')
            """, fresh, old, bob);
        await site.SqlAsync("""
            INSERT INTO quiz_cards (user_id, other_id, box, due_at, answered_at)
            VALUES ($1, $3, 2, now() + interval '1 day', now()), ($2, $3, 5, now() - interval '1 hour', now() - interval '21 days'),
                ($3, $1, 1, now() + interval '10 minutes', now()), ($1, $2, 1, now() + interval '10 minutes', now())
            """, fresh, old, bob);
        await site.SqlAsync("INSERT INTO quiz_rounds (user_id, group_id, key) VALUES ($1, $2, 'in the middle')", fresh, group.Id);
        await site.SqlAsync("INSERT INTO member_notes (group_id, user_id, email) VALUES ($1, $2, 'ann@example.org')", group.Id, fresh);
        var request = await AskAsync(group, phone, "");
        var state = await site.SqlAsync<string>(Belongings);

        await DecideAsync(group, request, "Grant", old);
        Assert.Equal(portrait, await site.SqlAsync<string>("SELECT photo FROM users WHERE id = $1", old));
        await Eventually.TrueAsync(async () => await phone.StatusAsync($"/photos/{portrait}/thumb") == HttpStatusCode.OK, TimeSpan.FromSeconds(5), "the face is to be seen");
        Assert.Equal("Tall\nPlays the cello", await site.SqlAsync<string>("SELECT text FROM person_notes WHERE user_id = $1 AND other_id = $2", old, bob));
        Assert.Equal("Back with a flute", await site.SqlAsync<string>("SELECT text FROM person_notes WHERE user_id = $1 AND other_id = $2", bob, old));
        Assert.Equal(1, await site.CountAsync("quiz_cards WHERE user_id = $1 AND other_id = $2 AND box = 2", old, bob));
        Assert.Equal(1, await site.CountAsync("quiz_cards WHERE user_id = $1 AND other_id = $2", bob, old));
        Assert.Equal(1, await site.CountAsync("quiz_rounds WHERE user_id = $1", old));
        Assert.Equal(1, await site.CountAsync("member_notes WHERE user_id = $1 AND email = 'ann@example.org'", old));
        foreach (var table in new[] { "person_notes", "quiz_cards", "met_marks", "blocks" })
            Assert.Equal(0, await site.CountAsync($"{table} WHERE $1 IN (user_id, other_id)", fresh));

        await DecideAsync(group, request, "TakeBack");
        Assert.Equal(state, await site.SqlAsync<string>(Belongings));
    }

    [Fact]
    public async Task A_guest_gets_nothing_by_asking_not_even_whether_the_name_is_known()
    {
        var group = await site.NewGroupAsync(needsApproval: true);
        var old = await group.AddAsync("Ann");
        using Phone known = await group.JoinAsync("Ann"), unknown = await group.JoinAsync("Zoe");
        var pages = await Task.WhenAll(new[] { known, unknown }.Select(async phone =>
        {
            await AskAsync(group, phone, "");
            return string.Join('|', await phone.Http.GetStringAsync($"{group.Path}/before"), await phone.Http.GetStringAsync(group.Path));
        }));
        Assert.Equal(pages[0].Replace("Ann", "Zoe").Replace($"data-user=\"{known.UserId}\"", ""), pages[1].Replace($"data-user=\"{unknown.UserId}\"", ""));
        Assert.DoesNotContain($"{group.Path}/people/{old}", pages[0]);
        // Nor does it cost more, or less, to ask for a name that is known.
        using var count = new QueryCount(site.Database);
        HashSet<int> costs = [];
        foreach (var phone in new[] { known, unknown })
            costs.Add((await count.OfAsync(() => phone.PostAsync($"{group.Path}/before", ("words", "me")))).Queries);
        Assert.Single(costs);
        Assert.Equal(HttpStatusCode.NotFound, await known.StatusAsync($"{group.Path}/chat"));
        Assert.Equal(1, await site.CountAsync("memberships WHERE user_id = $1 AND role_id = 1", known.UserId));
    }

    [Fact]
    public async Task Nobody_comes_back_as_a_leader_a_site_admin_a_guest_a_stranger_or_somebody_banned()
    {
        TestGroup group = await site.NewGroupAsync(), other = await site.NewGroupAsync();
        long leader = await group.AddAsync("Ann", role: 3), admin = await site.NewUserAsync("Ann", isSiteAdmin: true), guest = await group.AddAsync("Ann", role: 1),
            elsewhere = await other.AddAsync("Ann"), leads = await group.AddAsync("Ann"), banned = await group.AddAsync("Ann"), plain = await group.AddAsync("Ann"),
            removed = await site.NewUserAsync("Ann");
        await group.AddAsync(admin);
        await other.AddAsync(leads, role: 3);
        await site.SqlAsync("INSERT INTO bans (group_id, user_id) VALUES ($1, $2)", group.Id, banned);
        using var phone = await group.JoinAsync("Ann");
        var request = await AskAsync(group, phone, "");
        using var member = await site.PhoneOfAsync(plain);
        var before = await site.StateAsync();
        foreach (var old in new[] { leader, admin, guest, elsewhere, leads, banned, removed, group.Leader.UserId, phone.UserId, 0 })
            await DecideAsync(group, request, "Grant", old, HttpStatusCode.Conflict);
        using (var byMember = await member.PostAsync($"{group.Path}/admin/requests/{request}?handler=Grant", ("old", $"{plain}")))
            Assert.Equal(HttpStatusCode.NotFound, byMember.StatusCode);
        await DecideAsync(other, request, "Grant", elsewhere, HttpStatusCode.Conflict);
        Assert.Equal(before, await site.StateAsync());
        await site.SqlAsync("INSERT INTO bans (group_id, user_id) VALUES ($1, $2)", other.Id, phone.UserId);
        await DecideAsync(group, request, "Grant", plain, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Two_leaders_at_once_grant_it_once()
    {
        var group = await site.NewGroupAsync();
        using var second = await site.PhoneOfAsync(await group.AddAsync("Second", role: 3));
        for (var i = 0; i < 3; i++)
        {
            long one = await group.AddAsync($"Ann{i}"), two = await group.AddAsync($"Ann{i}");
            using var phone = await group.JoinAsync($"Ann{i}");
            var request = await AskAsync(group, phone, "");
            var answers = await Task.WhenAll(new[] { (group.Leader, one), (second, two) }.Select(pair =>
                pair.Item1.PostAsync($"{group.Path}/admin/requests/{request}?handler=Grant", ("old", $"{pair.Item2}"))));
            Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.SeeOther);
            Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Conflict);
            Assert.Equal(1, await site.CountAsync("sessions WHERE user_id IN ($1, $2)", one, two));
        }
    }

    [Fact]
    public async Task Who_says_that_they_are_new_is_asked_no_more_on_this_phone()
    {
        var group = await site.NewGroupAsync();
        await group.AddAsync("Ann");
        using Phone phone = await group.JoinAsync("Ann"), other = await site.PhoneOfAsync(phone.UserId);
        var question = $"form[action='{group.Path}/before?handler=New']";
        for (var i = 0; i < 2; i++)
            Assert.NotNull((await phone.PageAsync(group.Path)).QuerySelector(question + " button"));
        using var said = await phone.PostAsync($"{group.Path}/before?handler=New");
        Assert.Equal(group.Path, said.Headers.Location!.OriginalString);
        for (var i = 0; i < 2; i++)
            Assert.Null((await phone.PageAsync(group.Path)).QuerySelector(question));
        Assert.NotNull((await other.PageAsync(group.Path)).QuerySelector(question));
        Assert.Equal(0, await site.CountAsync("reclaims WHERE user_id = $1", phone.UserId));
    }

    [Fact]
    public async Task A_refused_request_changes_nothing_and_one_with_an_email_cannot_ask()
    {
        var group = await site.NewGroupAsync();
        using Phone phone = await group.JoinAsync("Ann"), owner = await group.JoinAsync("Ben");
        var request = await AskAsync(group, phone, "");
        await DecideAsync(group, request, "Refuse");
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync($"{group.Path}/chat"));
        Assert.Contains("could not tell", (await phone.PageAsync($"{group.Path}/before")).Body!.TextContent);
        await DecideAsync(group, request, "Refuse", status: HttpStatusCode.Conflict);
        await site.SqlAsync("UPDATE users SET email = 'ben@example.org' WHERE id = $1", owner.UserId);
        using var refused = await owner.PostAsync($"{group.Path}/before", ("words", "me"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(0, await site.CountAsync("reclaims WHERE user_id = $1", owner.UserId));
    }

    private async Task<long> AskAsync(TestGroup group, Phone phone, string words)
    {
        for (var i = 0; i < 2; i++)
        {
            using var response = await phone.PostAsync($"{group.Path}/before", ("words", words));
            Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        }
        return await site.SqlAsync<long>("SELECT id FROM reclaims WHERE user_id = $1 AND decided_at IS NULL", phone.UserId);
    }

    private static async Task DecideAsync(TestGroup group, long request, string handler, long? old = null, HttpStatusCode status = HttpStatusCode.SeeOther)
    {
        using var response = await group.Leader.PostAsync($"{group.Path}/admin/requests/{request}?handler={handler}", old is { } who ? [("old", $"{who}")] : []);
        Assert.Equal(status, response.StatusCode);
    }
}
