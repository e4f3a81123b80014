using System.Net;
using GroupPages.Pages.Groups.Code;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Code;

/// <summary>/g/{slug}/code: a member's own QR.</summary>
public sealed class PersonalCodeTests(PersonalCodeTests.Site site) : IClassFixture<PersonalCodeTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task It_is_made_once_shown_again_and_lets_people_in()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        var addresses = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AddressAsync(ruth, group)));
        var address = new Uri(Assert.Single(addresses.Distinct()));
        Assert.Equal(site.Address.Authority, address.Authority);
        Assert.Matches("^/j/[0-9a-z]{26}$", address.AbsolutePath);
        Assert.NotEqual(address.ToString(), await AddressAsync(group.Leader, group));
        using var friend = site.NewPhone();
        await friend.JoinAsync(address.Segments[^1], "Naomi");
        Assert.Equal(2, await site.CountAsync("met_marks WHERE (user_id, other_id) IN (($1, $2), ($2, $1))", ruth.UserId, friend.UserId));
    }

    [Fact]
    public async Task The_poster_is_full_screen_with_the_groups_name_and_the_address_to_type()
    {
        var group = await site.NewGroupAsync();
        var poster = await group.Leader.PageAsync($"{group.Path}/code?poster=1");
        Assert.Equal($"Test {group.Slug}", poster.QuerySelector("h1")!.TextContent);
        Assert.Equal($"QR code to join Test {group.Slug}", poster.QuerySelector("svg[role=img]")!.GetAttribute("aria-label"));
        Assert.Contains($"{site.Address.Authority}/j/", poster.Body!.TextContent);
        Assert.Empty(poster.QuerySelectorAll("nav"));
    }

    [Fact]
    public async Task Where_leaders_switched_it_off_only_they_have_one()
    {
        var group = await site.NewGroupAsync();
        await site.SqlAsync("UPDATE groups SET personal_codes = false WHERE id = $1", group.Id);
        using var ruth = await group.JoinAsync("Ruth");
        Assert.Equal(HttpStatusCode.NotFound, await ruth.StatusAsync($"{group.Path}/code"));
        Assert.Null((await ruth.PageAsync(group.Path)).QuerySelector($"a[href='{group.Path}/code']"));
        Assert.Equal(HttpStatusCode.OK, await group.Leader.StatusAsync($"{group.Path}/code"));
    }

    [Fact]
    public async Task Who_was_removed_a_moment_ago_does_not_bring_their_code_back()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        await AddressAsync(ruth, group);
        await site.SqlAsync("DELETE FROM memberships WHERE user_id = $1", ruth.UserId);
        // As a process asks that has not heard of it yet.
        var command = site.App.Services.GetRequiredService<PersonalCodeCommand>();
        Assert.Null(await command.RunAsync(new(group.Id), new(ruth.UserId), CancellationToken.None));
        Assert.Equal(1, await site.CountAsync("join_codes WHERE owner_id = $1 AND revoked_at IS NOT NULL", ruth.UserId));
        await site.SqlAsync("INSERT INTO memberships (group_id, user_id, role_id) VALUES ($1, $2, 2)", group.Id, ruth.UserId);
        Assert.NotNull(await command.RunAsync(new(group.Id), new(ruth.UserId), CancellationToken.None));
    }

    private static async Task<string> AddressAsync(Phone phone, TestGroup group) =>
        (await phone.PageAsync($"{group.Path}/code")).QuerySelector(".url a")!.GetAttribute("href")!;
}
