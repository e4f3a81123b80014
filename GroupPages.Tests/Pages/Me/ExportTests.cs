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
