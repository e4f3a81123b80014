using AngleSharp.Html.Dom;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Admin.Log;

/// <summary>The audit log as leaders read it.</summary>
public sealed class LogPageTests(LogPageTests.Site site) : IClassFixture<LogPageTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task It_says_who_did_what_and_what_was_before_and_after()
    {
        var group = await site.NewGroupAsync();
        await site.SqlAsync("UPDATE join_codes SET label = 'Tonight' WHERE group_id = $1", group.Id);
        using var ruth = await group.JoinAsync("Ruth");
        using var role = await group.Leader.PostAsync($"{group.Path}/admin/members/{ruth.UserId}?handler=Role", ("role", "leader"));
        using var banned = await group.Leader.PostAsync($"{group.Path}/admin/members/{ruth.UserId}?handler=Ban", ("until", "week"), ("reason", "<b>Rude</b>"));
        await site.SqlAsync("INSERT INTO audit_log (group_id, actor_id, action, details) VALUES ($1, $2, 'moon-landed', '[1, 2]')", group.Id, group.Leader.UserId);
        var lines = Lines(await group.Leader.PageAsync($"{group.Path}/admin/log"));
        Assert.Equal(4, lines.Count);
        Assert.StartsWith("Lea: moon landed somebody who is gone", lines[0]);
        Assert.StartsWith("Lea banned Ruth Role: leader → nothing Until: ", lines[1]);
        Assert.Contains("Reason: <b>Rude</b>", lines[1]);
        Assert.StartsWith("Lea changed the role of Ruth Role: member → leader", lines[2]);
        Assert.StartsWith("Ruth joined by the code “Tonight”", lines[3]);
    }

    [Fact]
    public async Task A_device_is_named_in_words()
    {
        var group = await site.NewGroupAsync();
        await site.SqlAsync("INSERT INTO audit_log (group_id, user_id, action, details) VALUES ($1, $2, 'login-code-used', jsonb_build_object('device', $3))", group.Id, group.Leader.UserId,
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36");
        Assert.StartsWith("Lea signed in by a login code Device: Chrome on Android", Lines(await group.Leader.PageAsync($"{group.Path}/admin/log"))[0]);
    }

    [Fact]
    public async Task It_is_found_by_kind_name_person_and_day()
    {
        var group = await site.NewGroupAsync();
        long ann = await group.AddAsync("Änn"), bob = await group.AddAsync("Bob");
        await NoteAsync(group, ann, "joined", "2026-03-01T23:59:59Z");
        await NoteAsync(group, bob, "joined", "2026-03-02T00:00:00Z");
        await NoteAsync(group, ann, "banned", "2026-03-03T12:00:00Z");
        foreach (var (query, count) in new[]
        {
            ("", 3), ("?kind=people", 2), ("?kind=roles", 1), ("?kind=chat", 0), ("?kind=nonsense", 3), ("?q=ann", 2), ("?q=zzz", 0), ($"?who={bob}", 1),
            ("?from=2026-03-02", 2), ("?to=2026-03-01", 1), ("?from=2026-03-02&to=2026-03-02", 1), ("?from=x&to=9999-99-99&before=y&who=-1", 3),
            ("?kind=people&q=ann&from=2026-03-01&to=2026-03-01", 1),
        })
            Assert.Equal(count, Lines(await group.Leader.PageAsync($"{group.Path}/admin/log{query}")).Count);
    }

    [Fact]
    public async Task Pages_go_on_from_the_last_line_and_show_each_once()
    {
        var group = await site.NewGroupAsync();
        await site.SqlAsync("""
            INSERT INTO audit_log (group_id, actor_id, user_id, action, details)
            SELECT $1, $2, $2, 'role-changed', jsonb_build_object('reason', 'number ' || n) FROM generate_series(1, 120) n
            """, group.Id, group.Leader.UserId);
        var other = await site.NewGroupAsync();
        await NoteAsync(other, other.Leader.UserId, "joined", "2026-03-01T00:00:00Z");
        List<string> all = [];
        var path = $"{group.Path}/admin/log?kind=roles";
        while (path is not null)
        {
            var page = await group.Leader.PageAsync(path);
            all.AddRange(page.QuerySelectorAll(".audit ins").Select(line => line.TextContent));
            path = page.QuerySelector("a[rel=next]")?.GetAttribute("href") is { } next ? $"{group.Path}/admin/log{next}" : null;
            // What happens meanwhile moves nothing.
            await NoteAsync(group, group.Leader.UserId, "role-changed", "2026-03-01T00:00:00Z");
        }
        Assert.Equal(Enumerable.Range(1, 120).Reverse().Select(n => $"number {n}"), all);
    }

    private Task NoteAsync(TestGroup group, long user, string action, string at) => site.SqlAsync(
        "INSERT INTO audit_log (at, group_id, actor_id, user_id, action) VALUES ($1::text::timestamptz, $2, $3, $3, $4)", at, group.Id, user, action);

    private static List<string> Lines(IHtmlDocument page) => [.. page.QuerySelectorAll(".audit > li")
        .Select(line => string.Join(' ', line.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
}
