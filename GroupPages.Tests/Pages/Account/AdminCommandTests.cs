using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Account;

/// <summary><c>GroupPages admin</c>: the first site admin comes from the command line.</summary>
public sealed class AdminCommandTests(AdminCommandTests.Site site) : IClassFixture<AdminCommandTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared)
    {
        public Task<CommandResult> RunAsync(params string[] arguments) => CommandLine.RunAsync(this, Cluster, arguments);
    }

    [Fact]
    public async Task It_prints_a_link_that_signs_a_site_admin_in_once()
    {
        var group = await site.NewGroupAsync(isHidden: true);
        var made = await site.RunAsync("admin", "--email", "Ada@example.org", "--first-name", "Ada");
        Assert.Equal((0, ""), (made.ExitCode, made.Errors));
        var link = new Uri(made.Output.Trim());
        Assert.Equal(site.Address.Authority, link.Authority);
        using var phone = site.NewPhone();
        Assert.Contains("Sign in as Ada?", (await phone.PageAsync(link.AbsolutePath)).Body!.TextContent);
        using var response = await phone.PostAsync(link.AbsolutePath);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync($"{group.Path}/admin/members"));
        Assert.Equal(HttpStatusCode.Gone, await phone.StatusAsync(link.AbsolutePath));
    }

    [Fact]
    public async Task The_same_email_in_other_case_is_the_same_admin()
    {
        await site.RunAsync("admin", "--email", "bea@example.org", "--first-name", "Bea");
        Assert.Equal(0, (await site.RunAsync("admin", "--email", "BEA@example.org", "--first-name", "Other")).ExitCode);
        Assert.Equal("Bea", await site.SqlAsync<string>("SELECT string_agg(first_name, ',') FROM users WHERE lower(email) = 'bea@example.org' AND is_site_admin"));
    }

    [Fact]
    public async Task An_option_may_be_joined_to_its_value()
    {
        var made = await site.RunAsync("admin", "--first-name=Eve", "--email=eve@example.org");
        Assert.Equal((0, ""), (made.ExitCode, made.Errors));
        Assert.Equal("Eve", await site.SqlAsync<string>("SELECT first_name FROM users WHERE email = 'eve@example.org' AND is_site_admin"));
    }

    [Fact]
    public async Task What_it_cannot_take_it_says_and_does_nothing()
    {
        var before = await site.StateAsync();
        var nameless = await site.RunAsync("admin", "--email", "a@example.org", "--first-name", " ");
        Assert.Equal(2, nameless.ExitCode);
        Assert.Contains("first name", nameless.Errors);
        var incomplete = await site.RunAsync("admin", "--email", "a@example.org");
        Assert.Equal(2, incomplete.ExitCode);
        Assert.Contains("--first-name", incomplete.Errors);
        var unreachable = await site.RunAsync("admin", "--email", "nowhere", "--first-name", "Ada");
        Assert.Equal(2, unreachable.ExitCode);
        Assert.Contains("email address", unreachable.Errors);
        Assert.Equal(before, await site.StateAsync());
    }
}
