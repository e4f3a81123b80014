using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Media;

/// <summary>GET /photos/{key}/{size}.</summary>
public sealed class PhotoAddressTests(PhotoAddressTests.Site site) : IClassFixture<PhotoAddressTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task A_photo_may_be_kept_for_ever_and_is_nothing_but_a_picture()
    {
        var address = await SendAsync();
        using var stranger = site.NewPhone();
        using var response = await stranger.GetAsync($"{address}/thumb");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("image/webp", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("public, max-age=31536000, immutable", string.Join(", ", response.Headers.GetValues("Cache-Control").Single().Split(", ").Order().Reverse()));
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.NotNull(response.Content.Headers.ContentLength);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"{address}/thumb");
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var unchanged = await stranger.Http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Fact]
    public async Task It_costs_no_query_even_with_a_session_that_is_none()
    {
        var address = await SendAsync();
        using var phone = site.NewPhone();
        phone.Http.DefaultRequestHeaders.Add("Cookie", "session=nonsense");
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync($"{address}/thumb"));
        using var count = new QueryCount(site.Database);
        var (status, queries) = await count.OfAsync(() => phone.StatusAsync($"{address}/large"));
        Assert.Equal((HttpStatusCode.OK, 0), (status, queries));
    }

    [Fact]
    public async Task Whatever_else_stands_there_does_not_exist()
    {
        var address = await SendAsync();
        var key = address.Split('/')[^1];
        using var phone = site.NewPhone();
        var nothing = await (await phone.GetAsync("/there-is-no-such-page")).Content.ReadAsStringAsync();
        string[] tricks =
        [
            $"/photos/{key}", $"/photos/{key}/", $"/photos/{key}/huge", $"/photos/{key}/large.webp", $"/photos/{key}/LARGE", $"/photos/{key.ToUpperInvariant()}/large",
            $"/photos/{new string('a', 52)}/large", $"/photos/{key[..51]}/large", $"/photos/{key}a/large", $"/photos/{key[..2]}/{key}", "/photos/../large", "/photos/%2e%2e/large",
            $"/photos/..%2f..%2f{key}/large", $"/photos/{key}/..%2flarge", $"/photos/{key[..49]}%2f../large", $"/photos/{key[..51]}%00/large", $"/photos/{key}/large%00", "/photos/new/large",
        ];
        foreach (var trick in tricks)
        {
            using var response = await phone.GetAsync(trick);
            Assert.True(response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{trick} gave {response.StatusCode}");
            if (response.StatusCode == HttpStatusCode.NotFound) Assert.Equal(nothing, await response.Content.ReadAsStringAsync());
            Assert.DoesNotContain("immutable", response.Headers.CacheControl?.ToString() ?? "", StringComparison.Ordinal);
        }
    }

    private async Task<string> SendAsync()
    {
        var group = await site.NewGroupAsync();
        using var sent = await group.Leader.PostPhotosAsync($"{group.Path}/chat", "", [("a.jpg", SamplePhotos.Jpeg(500, 400))]);
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        return $"/photos/{await site.SqlAsync<string>("SELECT key FROM photos WHERE conversation_id = $1", group.Room)}";
    }
}
