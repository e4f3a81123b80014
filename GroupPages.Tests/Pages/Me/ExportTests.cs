using System.IO.Compression;
using System.Net;
using System.Text.Json;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Me;

/// <summary>GET /me/export: everything about me, and nothing of others.</summary>
public sealed class ExportTests(ExportTests.Site site) : IClassFixture<ExportTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task The_ZIP_has_my_profile_all_my_messages_and_my_photos()
    {
        var group = await site.NewGroupAsync();
        await group.LetNewcomersShareAsync();
        using var ruth = await group.JoinAsync("Ruth");
        await site.SqlAsync("UPDATE users SET about = $2 WHERE id = $1", ruth.UserId, "Gleaner <b> \"Ж\"");
        // Two pages of them.
        await site.SqlAsync("""
            WITH next AS (UPDATE conversations SET last_seq = 1300, message_count = 1300 WHERE id = $1)
            INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text)
            SELECT $1, n, n, n, CASE WHEN n % 2 = 0 THEN $2 ELSE $3 END, 'word ' || n FROM generate_series(1, 1300) n
            """, group.Room, ruth.UserId, group.Leader.UserId);
        using var sent = await ruth.PostPhotosAsync($"{group.Path}/chat", "", [("a.jpg", SamplePhotos.Jpeg(300, 200))]);
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        using var answer = await ruth.GetAsync("/me/export");
        Assert.Equal(("application/zip", "attachment"), (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentDisposition!.DispositionType));
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        using var me = JsonDocument.Parse(zip.GetEntry("me.json")!.Open());
        Assert.Equal("Gleaner <b> \"Ж\"", me.RootElement.GetProperty("profile").GetProperty("about").GetString());
        Assert.Equal(group.Slug, me.RootElement.GetProperty("groups")[0].GetProperty("slug").GetString());
        using var messages = JsonDocument.Parse(zip.GetEntry("messages.json")!.Open());
        Assert.Equal([.. Enumerable.Range(1, 650).Select(n => $"word {2 * n}"), ""], messages.RootElement.EnumerateArray().Select(message => message.GetProperty("text").GetString()!));
        var photo = Assert.Single(zip.Entries, entry => entry.FullName.StartsWith("photos/", StringComparison.Ordinal));
        Assert.InRange(photo.Length, 100, 100_000);
    }

    [Fact]
    public async Task It_has_nothing_that_others_wrote_and_is_for_nobody_else()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        await group.NewMessageAsync(group.Leader.UserId, "nobody elses words");
        await site.SqlAsync("INSERT INTO blocks (user_id, other_id) VALUES ($1, $2)", group.Leader.UserId, ruth.UserId);
        using var zip = new ZipArchive(await ruth.Http.GetStreamAsync("/me/export"));
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            Assert.DoesNotContain("nobody elses words", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        }
        Assert.Equal(HttpStatusCode.Redirect, await site.NewPhone().StatusAsync("/me/export"));
    }

    [Fact]
    public async Task My_notes_and_what_the_quiz_knows_of_me_are_in_it_and_those_of_others_are_not()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        var leader = group.Leader.UserId;
        await site.SqlAsync("INSERT INTO person_notes (user_id, other_id, text) VALUES ($1, $2, 'Sat by the window'), ($2, $1, 'not for Ruth to read')", ruth.UserId, leader);
        await site.SqlAsync("""
            INSERT INTO quiz_cards (user_id, other_id, box, due_at, answered_at)
            VALUES ($1, $2, 3, '2026-03-04T12:00Z', '2026-03-01T12:00Z'), ($2, $1, 6, '2026-05-04T12:00Z', '2026-03-01T12:00Z')
            """, ruth.UserId, leader);
        using var zip = new ZipArchive(await ruth.Http.GetStreamAsync("/me/export"));
        using var me = JsonDocument.Parse(zip.GetEntry("me.json")!.Open());
        var (note, card) = (Assert.Single(me.RootElement.GetProperty("notes").EnumerateArray()), Assert.Single(me.RootElement.GetProperty("quiz").EnumerateArray()));
        Assert.Equal(("Lea", "Sat by the window"), (note.GetProperty("about").GetString(), note.GetProperty("text").GetString()));
        Assert.Equal(("Lea", 3), (card.GetProperty("name").GetString(), card.GetProperty("box").GetInt32()));
        Assert.DoesNotContain("not for Ruth", me.RootElement.ToString());
    }

    [Fact]
    public async Task Asked_for_its_headers_alone_nothing_of_it_is_read()
    {
        var group = await site.NewGroupAsync();
        using var get = await group.Leader.GetAsync("/me/export");
        using var count = new QueryCount(site.Database);
        var (head, queries) = await count.OfAsync(() => group.Leader.Http.SendAsync(new(HttpMethod.Head, "/me/export")));
        Assert.Equal(0, queries);
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal(get.Content.Headers.ContentDisposition, head.Content.Headers.ContentDisposition);
        Assert.Equal(get.Headers.CacheControl, head.Headers.CacheControl);
        Assert.Null(head.Content.Headers.ContentLength);
    }

    // A table that is new, and knows people, must be thought of: here, and in sql/0021 where an old account takes over a new one.
    [Fact]
    public async Task Every_table_that_knows_people_is_in_it_or_left_out_for_a_reason()
    {
        string[] exported =
        [
            "audit_log", "bans", "blocks", "conversations", "guardians", "join_codes", "login_codes", "member_notes", "memberships", "messages", "met_marks", "notices", "notification_settings",
            "participants", "pending_emails", "person_notes", "photos", "quiz_cards", "reactions", "reclaims", "reports", "sessions",
        ];
        string[] leftOut =
        [
            // Hashes, mails on their way, what is gone in a day; names in the messages of others; a mark of the pace in a room.
            "known_devices", "mail_links", "mails", "quiz_rounds", "quiz_questions", "imports", "mentions", "paces",
            // How far pushes have told of a conversation.
            "tellings",
            // A membership taken away and, for seven days, to be put back: the log has both.
            "undone_joins", "undone_members",
        ];
        var tables = await site.SqlAsync<string[]>("""
            SELECT array_agg(DISTINCT conrelid::regclass::text) FROM pg_constraint WHERE contype = 'f' AND confrelid IN ('users'::regclass, 'memberships'::regclass)
            """);
        Assert.Equal(exported.Concat(leftOut).Order(StringComparer.Ordinal), tables.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Reading_it_slowly_holds_no_connection()
    {
        var group = await site.NewGroupAsync();
        await site.SqlAsync("""
            WITH next AS (UPDATE conversations SET last_seq = 8000, message_count = 8000 WHERE id = $1)
            INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text)
            SELECT $1, n, n, n, $2, (SELECT string_agg(md5(n::text || i), '') FROM generate_series(1, 120) i) FROM generate_series(1, 8000) n
            """, group.Room, group.Leader.UserId);
        using var answer = await group.Leader.Http.GetAsync("/me/export", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1000]);
        Assert.Equal(HttpStatusCode.TooManyRequests, await group.Leader.StatusAsync("/me/export"));
        await Eventually.TrueAsync(async () => await site.SqlAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE state <> 'idle' AND pid <> pg_backend_pid() AND datname = current_database() AND query LIKE '%author_id = %'") == 0,
            TimeSpan.FromSeconds(5), "no statement may be under way while the phone is slow");
    }
}
