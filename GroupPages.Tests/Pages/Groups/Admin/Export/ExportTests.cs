using System.Text;
using CsvHelper;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Admin.Export;

/// <summary>The list of members as a file.</summary>
public sealed class ExportTests(ExportTests.Site site) : IClassFixture<ExportTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task It_has_everybody_and_the_contacts_that_leaders_may_see()
    {
        var group = await site.NewGroupAsync();
        await ContactAsync(await group.AddAsync("Ann", lastName: "Zorn"), $"ann@example.org{group.Id}", "+491711234567", "leaders");
        await ContactAsync(await group.AddAsync("Bob", lastName: "Öztürk"), $"bob@example.org{group.Id}", "+491711234568", "nobody");
        await group.AddAsync("Gus", role: 1);
        using var answer = await group.Leader.GetAsync($"{group.Path}/admin/export.csv");
        Assert.Equal("text/csv; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Matches($"^attachment; filename=\"?{group.Slug}-members-\\d{{4}}-\\d\\d-\\d\\d\\.csv\"?$", answer.Content.Headers.ContentDisposition!.ToString());
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), bytes[..3]);
        var rows = Rows(bytes);
        Assert.Equal(["First name", "Last name", "Role", "Email", "Phone", "About", "Joined"], rows[0]);
        Assert.Equal(["Lea", "Bob", "Ann", "Gus"], rows.Skip(1).Select(row => row[0]));
        Assert.Equal(["Öztürk", "Member", "", ""], rows[2][1..5]);
        Assert.Equal(["Zorn", "Member", $"ann@example.org{group.Id}", "'+491711234567"], rows[3][1..5]);
        Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1 AND action = 'exported'", group.Id));
    }

    [Fact]
    public async Task Asked_for_its_headers_alone_it_is_not_downloaded_and_nothing_is_noted()
    {
        var group = await site.NewGroupAsync();
        using var head = await group.Leader.Http.SendAsync(new(HttpMethod.Head, $"{group.Path}/admin/export.csv"));
        Assert.Equal(0, await site.CountAsync("audit_log WHERE group_id = $1 AND action = 'exported'", group.Id));
        using var get = await group.Leader.GetAsync($"{group.Path}/admin/export.csv");
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal(get.Content.Headers.ContentDisposition, head.Content.Headers.ContentDisposition);
        Assert.Equal(get.Headers.CacheControl, head.Headers.CacheControl);
        Assert.Null(head.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://evil\")", "'=HYPERLINK(\"http://evil\")")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("a, \"b\"; c", "a, \"b\"; c")]
    public async Task What_a_spreadsheet_would_run_is_text(string name, string cell)
    {
        var group = await site.NewGroupAsync();
        await group.AddAsync(name);
        var rows = Rows(await group.Leader.Http.GetByteArrayAsync(new Uri($"{group.Path}/admin/export.csv", UriKind.Relative)));
        Assert.Equal(cell, rows[2][0]);
    }

    private Task ContactAsync(long user, string email, string phone, string visibleTo) => site.SqlAsync(
        "UPDATE users SET email = $2, phone = $3, contact_visible_to = $4 WHERE id = $1", user, email, phone, visibleTo);

    private static List<string[]> Rows(byte[] file)
    {
        using var csv = CsvReader.Create(file, new() { HasHeader = false });
        List<string[]> rows = [];
        while (csv.Read())
            rows.Add([.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)]);
        return rows;
    }
}
