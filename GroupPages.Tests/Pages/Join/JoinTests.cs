using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Join;

public sealed class JoinTests(JoinTests.Site site) : IClassFixture<JoinTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task A_first_name_is_all_it_takes_to_be_in()
    {
        var group = await site.NewGroupAsync();
        using var phone = await group.JoinAsync("Ruth");
        var page = await phone.PageAsync(group.Path);
        Assert.Contains("Ruth", page.QuerySelector($"#member-{phone.UserId} .name")!.TextContent);
    }
}
