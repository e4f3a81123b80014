using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Media;

/// <summary>A photo that may not be seen any more is not given out any more, to nobody.</summary>
public sealed class WithdrawnPhotoTests(WithdrawnPhotoTests.Site site) : IClassFixture<WithdrawnPhotoTests.Site>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task The_address_of_a_hidden_photo_is_closed_until_the_message_is_shown_again()
    {
        var group = await site.NewGroupAsync();
        var address = await SendAsync(group, SamplePhotos.Jpeg(401, 300));
        Assert.Equal(HttpStatusCode.OK, await group.Leader.StatusAsync(address));
        using var hidden = await group.Leader.PostAsync($"/chat/{group.Room}/1/hide", ("reason", "Not ours to show"));
        await IsSoonAsync(HttpStatusCode.NotFound, address);
        Assert.Contains("A photo was with it.", (await group.Leader.PageAsync($"/chat/{group.Room}/1")).Body!.TextContent, StringComparison.Ordinal);
        using var shown = await group.Leader.PostAsync($"/chat/{group.Room}/1/unhide");
        await IsSoonAsync(HttpStatusCode.OK, address);
    }

    [Fact]
    public async Task Of_a_deleted_message_none_is_given_out_but_for_one_that_is_used_elsewhere()
    {
        var (group, other) = (await site.NewGroupAsync(), await site.NewGroupAsync());
        var (mine, shared) = (SamplePhotos.Jpeg(402, 300), SamplePhotos.Jpeg(403, 300));
        var address = await SendAsync(group, mine);
        var both = await SendAsync(group, shared);
        Assert.Equal(both, await SendAsync(other, shared));
        foreach (var seq in new[] { 1, 2 })
            (await group.Leader.PostAsync($"/chat/{group.Room}/{seq}/delete")).Dispose();
        await IsSoonAsync(HttpStatusCode.NotFound, address);
        Assert.Equal(HttpStatusCode.OK, await group.Leader.StatusAsync(both));
        // The same picture again: its address is open again.
        Assert.Equal(address, await SendAsync(other, mine));
        await IsSoonAsync(HttpStatusCode.OK, address);
    }

    [Fact]
    public async Task A_portrait_that_was_replaced_removed_or_whose_person_is_deleted_is_closed()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        var first = await PortraitAsync(ann, SamplePhotos.Jpeg(404, 300));
        var second = await PortraitAsync(ann, SamplePhotos.Jpeg(300, 404));
        await IsSoonAsync(HttpStatusCode.NotFound, first);
        Assert.Equal(HttpStatusCode.OK, await ann.StatusAsync(second));
        await site.SqlAsync("UPDATE users SET deleted_at = now() WHERE id = $1", ann.UserId);
        await IsSoonAsync(HttpStatusCode.NotFound, second);
        await site.SqlAsync("UPDATE users SET deleted_at = NULL WHERE id = $1", ann.UserId);
        await IsSoonAsync(HttpStatusCode.OK, second);
        await site.SqlAsync("DELETE FROM users WHERE id = $1", ann.UserId);
        await IsSoonAsync(HttpStatusCode.NotFound, second);
    }

    [Fact]
    public async Task Knowing_that_costs_no_query()
    {
        var group = await site.NewGroupAsync();
        var address = await SendAsync(group, SamplePhotos.Jpeg(405, 300));
        using var phone = site.NewPhone();
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync(address));
        using var count = new QueryCount(site.Database);
        var (status, queries) = await count.OfAsync(() => phone.StatusAsync(address));
        Assert.Equal((HttpStatusCode.OK, 0), (status, queries));
    }

    private async Task<string> SendAsync(TestGroup group, byte[] photo)
    {
        using var sent = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "", [("a.jpg", photo)]);
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        return $"/photos/{await site.SqlAsync<string>("SELECT key FROM photos WHERE conversation_id = $1 ORDER BY seq DESC", group.Room)}/small";
    }

    private async Task<string> PortraitAsync(Phone phone, byte[] photo)
    {
        using var sent = await phone.PostPortraitAsync(photo);
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        return $"/photos/{await site.SqlAsync<string>("SELECT photo FROM users WHERE id = $1", phone.UserId)}/small";
    }

    private Task IsSoonAsync(HttpStatusCode status, string address)
    {
        var stranger = site.NewPhone();
        return Eventually.TrueAsync(async () => await stranger.StatusAsync(address) == status, Soon, $"{address} must answer {status}");
    }
}
