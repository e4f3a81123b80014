using GroupPages.Access;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace GroupPages.E2E;

/// <summary>A site with something on every page: a lively group, an empty one, codes in every state.</summary>
public sealed class Gallery(SharedCluster shared) : TestSite(shared)
{
    /// <summary>Two pages of people, five of them new today, and 120 messages.</summary>
    public TestGroup Lively { get; private set; } = null!;

    /// <summary>A leader alone.</summary>
    public TestGroup Quiet { get; private set; } = null!;

    /// <summary>Where a leader lets people in.</summary>
    public TestGroup Careful { get; private set; } = null!;

    /// <summary>Where photos are shown: one, two, three, four, and one that is very wide.</summary>
    public TestGroup Album { get; private set; } = null!;

    /// <summary>A plain member of the lively group, who has met some.</summary>
    public Phone Member { get; private set; } = null!;

    /// <summary>Somebody whom the careful group has not let in yet.</summary>
    public Phone Guest { get; private set; } = null!;

    /// <summary>Somebody in the careful group's lobby who says they were here before.</summary>
    public Phone Asker { get; private set; } = null!;

    /// <summary>Somebody whom the careful group did not let in.</summary>
    public Phone Refused { get; private set; } = null!;

    /// <summary>Somebody new in the lively group with a first name that is known there.</summary>
    public Phone Namesake { get; private set; } = null!;

    /// <summary>Somebody in two groups who has read nothing of the lively one.</summary>
    public Phone Newcomer { get; private set; } = null!;

    /// <summary>The member's conversation with the leader.</summary>
    public long Pair { get; private set; }

    /// <summary>One of three.</summary>
    public long Larger { get; private set; }

    /// <summary>One with somebody who left it.</summary>
    public long Ended { get; private set; }

    /// <summary>A site admin, in no group.</summary>
    public Phone Admin { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Lively = await NewGroupAsync();
        Quiet = await NewGroupAsync();
        Careful = await NewGroupAsync(needsApproval: true);
        Album = await NewGroupAsync();
        await Lively.FillAsync();
        await Album.FillAlbumAsync();
        Member = await Lively.JoinAsync("Priya");
        await SqlAsync("UPDATE groups SET name = 'St. Brendan’s Choir', description = 'Thursday singers, all voices welcome.' WHERE id = $1", Lively.Id);
        await SqlAsync("""
            INSERT INTO met_marks (user_id, other_id)
            SELECT $2, user_id FROM memberships WHERE group_id = $1 AND user_id <> $2 AND user_id % 3 = 0
            """, Lively.Id, Member.UserId);
        await SqlAsync("""
            INSERT INTO reactions (conversation_id, seq, user_id, emoji)
            SELECT $1, 119, m.user_id, e.emoji FROM (SELECT user_id FROM memberships WHERE group_id = $2 LIMIT 12) m,
                unnest(ARRAY['👍', '❤️', '👨‍👩‍👧‍👦', '🎂', '🇩🇪', '😂', '🙏', '😮']) WITH ORDINALITY e(emoji, n) WHERE m.user_id % e.n = 0
            """, Lively.Room, Lively.Id);
        await SqlAsync("UPDATE messages SET hidden_at = now(), hidden_by = $2, hidden_reason = 'Not for everybody' WHERE conversation_id = $1 AND seq = 113",
            Lively.Room, Lively.Leader.UserId);
        await SqlAsync("""
            WITH pest AS (INSERT INTO users (first_name, last_name) VALUES ('Balthasar', 'Plumm') RETURNING id)
            INSERT INTO bans (group_id, user_id, banned_by, reason, expires_at)
            SELECT $1, id, $2, 'Sold vacuum cleaners during rehearsal, again and again', now() + interval '1 month' FROM pest
            """, Lively.Id, Lively.Leader.UserId);
        await Member.SayAsync(Lively, "Hello from Priya");
        await Member.SayAsync(Lively, "I sing alto, mostly");
        Guest = await Careful.JoinAsync("Gus");
        Refused = await Careful.JoinAsync("Rex");
        using var refused = await Careful.Leader.PostAsync($"{Careful.Path}/admin/requests?handler=Refuse", ("one", $"{Refused.UserId}"));
        Namesake = await Lively.JoinAsync("Grace");
        await Careful.AddAsync("Maximiliane-Friederike", lastName: "Okafor");
        Asker = await Careful.JoinAsync("Maximiliane-Friederike");
        using var asked = await Asker.PostAsync($"{Careful.Path}/before", ("words", "I sat with Grace at the harvest supper."));
        await TalkAsync();
        Admin = await this.PhoneOfAsync(await this.NewUserAsync("Ada", isSiteAdmin: true));
    }

    /// <summary>The quiz of the album, whose people all have photos.</summary>
    public async Task<string> QuizAsync()
    {
        await SqlAsync("""
            WITH more AS (
                INSERT INTO users (first_name, last_name, photo)
                SELECT name, 'Rivera', (SELECT u.photo FROM users u WHERE u.photo IS NOT NULL LIMIT 1)
                FROM unnest(ARRAY['Anneke', 'Annika', 'Maximiliane-Friederike', 'محمد']) AS name
                WHERE NOT EXISTS (SELECT FROM users WHERE first_name = 'Anneke') RETURNING id)
            INSERT INTO memberships (group_id, user_id) SELECT $1, id FROM more
            """, Album.Id);
        return $"{Album.Path}/quiz";
    }

    /// <summary>A round in one of its states.</summary>
    public async Task<string> RoundAsync(string state)
    {
        var quiz = await QuizAsync();
        await SqlAsync("""
            WITH others AS (
                SELECT array_agg(m.user_id ORDER BY m.user_id DESC) AS ids FROM memberships m JOIN users u ON u.id = m.user_id
                WHERE m.group_id = $1 AND m.user_id <> $2 AND u.photo IS NOT NULL),
            made AS (INSERT INTO quiz_rounds (user_id, group_id, key) VALUES ($2, $1, $3) ON CONFLICT DO NOTHING RETURNING id)
            INSERT INTO quiz_questions (round_id, place, person_id, is_by_name, options, choice)
            SELECT made.id, place, ids[place], $3 = 'name', ids[1:4],
                CASE WHEN $3 = 'end' OR ($3 = 'wrong' AND place = 1) THEN 2 WHEN $3 = 'face' AND place = 1 THEN 1 END
            FROM made, others, generate_series(1, 3) place
            """, Album.Id, Album.Leader.UserId, state);
        return $"{quiz}?round={state}{(state == "face" ? "&after=1" : "")}";
    }

    /// <summary>Somebody in the lively group who fills in everything, and shares another group with its leader.</summary>
    public async Task<long> TalkativeAsync()
    {
        var nils = Newcomer.UserId;
        await SqlAsync("""
            UPDATE users SET last_name = 'Holgersby', phone = '+442079460958', email = 'nils.holgersby.of.the.northern.choir@example.org',
                about = E'Tenor since 1998, baker by day.\nAsk me about geese.' WHERE id = $1
            """, nils);
        await SqlAsync("""
            WITH shared AS (INSERT INTO memberships (group_id, user_id) SELECT $3, $2 ON CONFLICT DO NOTHING)
            INSERT INTO person_notes (user_id, other_id, text) SELECT $2, $1, 'Sat by the window, two kids' ON CONFLICT DO NOTHING
            """, nils, Lively.Leader.UserId, Quiet.Id);
        return nils;
    }

    /// <summary>Somebody with a photo.</summary>
    public Task<long> AnnAsync() => SqlAsync<long>(
        "SELECT u.id FROM users u JOIN memberships m ON m.user_id = u.id WHERE m.group_id = $1 AND u.first_name = 'Ann'", Album.Id);

    /// <summary>A join code of the lively group that no longer works.</summary>
    public async Task<string> EndedCodeAsync()
    {
        var code = Secret.NewCode();
        await SqlAsync("""
            INSERT INTO join_codes (group_id, kind, code, owner_id, expires_at) VALUES ($1, 'group', $2, $3, now() - interval '1 hour')
            """, Lively.Id, code, Lively.Leader.UserId);
        return code;
    }

    /// <summary>Somebody whom a site admin deleted.</summary>
    public Task<long> DeletedAsync() =>
        SqlAsync<long>("INSERT INTO users (first_name, last_name, deleted_at) VALUES ('Odo', 'Long', now()) RETURNING id");

    /// <summary>A link that signs the member in on a new phone.</summary>
    public async Task<string> LoginCodeAsync()
    {
        var code = Secret.NewCode();
        await SqlAsync("INSERT INTO login_codes (code_hash, user_id, expires_at) VALUES ($1, $2, now() + interval '1 hour')",
            Secret.Hash(code), Member.UserId);
        return code;
    }

    /// <summary>The member's own code of the lively group.</summary>
    public async Task<string> PersonalCodeAsync()
    {
        await Member.PageAsync($"{Lively.Path}/code");
        return await SqlAsync<string>("SELECT code FROM join_codes WHERE group_id = $1 AND owner_id = $2 AND kind = 'personal'", Lively.Id, Member.UserId);
    }

    /// <summary>Where a mail's link ends the member's mails.</summary>
    public async Task<string> UnsubscribePathAsync() =>
        $"/unsubscribe/{await App.Services.GetRequiredService<GroupPages.Work.Digest.UnsubscribeLinks>().OfAsync(new(Member.UserId), CancellationToken.None)}";

    /// <summary>The page of the background work, with something on it that was given up.</summary>
    public async Task BackgroundWorkAsync(Visitor visitor)
    {
        await SqlAsync("""
            INSERT INTO jobs (kind, key, run_at, attempts, last_error, gave_up_at)
            VALUES ('of-another-version', '7', now(), 10, 'The server answered with a sentence that is longer than a phone is wide: 503 Service Unavailable.', now())
            ON CONFLICT DO NOTHING
            """);
        await SqlAsync("""
            INSERT INTO mails (kind, user_id, email, attempts, fault, gave_up_at)
            SELECT kind, CASE kind WHEN 'digest' THEN $1 END, who, 1, '550 5.1.1 <' || who || '>: Recipient address rejected: User unknown in virtual mailbox table', now()
            FROM (VALUES ('sign-in', 'nobody.in.particular@a-rather-long-domain.example.org'), ('digest', 'ann@example.org')) AS m(kind, who)
            WHERE NOT EXISTS (SELECT FROM mails WHERE gave_up_at IS NOT NULL)
            """, Member.UserId);
        await visitor.GoAsync("/admin/ops/jobs");
    }

    /// <summary>The member has blocked one of the lively group's authors.</summary>
    /// <returns>Whom.</returns>
    public Task<long> BlockAsync() => SqlAsync<long>("""
        WITH who AS (SELECT author_id AS id FROM messages WHERE conversation_id = $1 AND seq = 119),
        blocked AS (INSERT INTO blocks (user_id, other_id) SELECT $2, id FROM who ON CONFLICT DO NOTHING)
        SELECT id FROM who
        """, Lively.Room, Member.UserId);

    /// <summary>The member looks after a child, with the leader.</summary>
    public async Task<long> LookAfterAsync()
    {
        var mine = await SqlAsync<long>("SELECT coalesce(min(user_id), 0) FROM guardians WHERE guardian_id = $1", Member.UserId);
        return mine > 0 ? mine : await Lively.NewManagedAsync("Tim", Member.UserId, Lively.Leader.UserId);
    }

    /// <summary>The member has reported messages of others in the lively group.</summary>
    public Task ReportAsync() => SqlAsync("""
        INSERT INTO reports (group_id, conversation_id, seq, reporter_id, reason_id, words, said)
        SELECT $1, $2, m.seq, $3, 1, 'That is not how we talk to each other.', m.text FROM messages m
        WHERE m.conversation_id = $2 AND m.seq IN (109, 116) AND m.author_id <> $4 ON CONFLICT DO NOTHING
        """, Lively.Id, Lively.Room, Member.UserId, Lively.Leader.UserId);

    /// <summary>A group of the member in whose room only leaders write.</summary>
    public async Task<TestGroup> ReadOnlyAsync()
    {
        var group = await NewGroupAsync();
        await group.Leader.SayAsync(group, "Rehearsal moves to Friday this week.");
        await SqlAsync("UPDATE groups SET room_writers = 'leaders' WHERE id = $1", group.Id);
        await group.AddAsync(Member.UserId);
        return group;
    }

    /// <summary>A group of the member in whose room one message goes out in five minutes.</summary>
    public async Task<TestGroup> SlowAsync()
    {
        var group = await NewGroupAsync();
        await group.Leader.SayAsync(group, "One after the other, please: everybody is heard.");
        await SqlAsync("UPDATE groups SET room_pause = 300 WHERE id = $1", group.Id);
        await group.AddAsync(Member.UserId);
        return group;
    }

    private async Task TalkAsync()
    {
        Newcomer = await Lively.JoinAsync("Nils");
        await Quiet.AddAsync(Newcomer.UserId);
        await SqlAsync("UPDATE participants SET last_read_seq = 100, read_count = 100 WHERE user_id = $1", Newcomer.UserId);
        var leader = Lively.Leader.UserId;
        Pair = await Member.StartAsync(leader);
        await Lively.Leader.WriteAsync(Pair, "Could you bring the scores on Thursday? All of them, and the ones from last year, too.");
        Larger = await Member.StartAsync(leader, Newcomer.UserId);
        await Member.WriteAsync(Larger, "Who sings what?");
        Ended = await Member.StartAsync(Newcomer.UserId);
        await Member.WriteAsync(Ended, "Welcome, Nils");
        using var left = await Newcomer.PostAsync($"/chat/{Ended}?handler=Leave");
    }
}
