using System.Net;
using System.Net.Http.Headers;
using System.Text;
using GroupPages.Access;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary>Whatever comes in, the answer is about the request: never 500, never an exception nobody expected.</summary>
public sealed class HostileInputTests(HostileInputTests.Site site) : IClassFixture<HostileInputTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    private static readonly string Long = new('a', 6_000);

    [Fact]
    public async Task Bodies_that_are_no_form_are_refused_at_every_door()
    {
        foreach (var (phone, path) in await DoorsAsync())
        {
            var before = await site.StateAsync();
            Assert.Equal(415, await SendAsync(phone, path, "{\"text\":\"x\"}"u8.ToArray(), "application/json"));
            Assert.Equal(415, await SendAsync(phone, path, "text=x&code=summer-2026"u8.ToArray(), "text/plain"));
            Assert.Equal(415, await SendAsync(phone, path, "text=x"u8.ToArray(), null));
            Assert.Equal(415, await SendAsync(phone, path, "<x/>"u8.ToArray(), "application/xml"));
            Assert.Equal(400, await SendAsync(phone, path, "--x\r\n\r\n"u8.ToArray(), "multipart/form-data"));
            Assert.Equal(400, await SendAsync(phone, path, "no parts here"u8.ToArray(), "multipart/form-data; boundary=x"));
            Assert.Equal(400, await SendAsync(phone, path, "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhalf"u8.ToArray(), "multipart/form-data; boundary=x"));
            Assert.Equal(400, await SendAsync(phone, path, Encoding.ASCII.GetBytes("--x"), $"multipart/form-data; boundary={Long}"));
            Assert.Equal(400, await SendAsync(phone, path, Bytes(string.Join('&', Enumerable.Range(0, 10_000).Select(n => $"f{n}=1"))), null, isForm: true));
            Assert.Equal(400, await SendAsync(phone, path, Bytes(new string('k', 100_000) + "=1"), null, isForm: true));
            Assert.Equal(before, await site.StateAsync());
        }
    }

    [Fact]
    public async Task Ten_megabytes_are_413_however_they_come()
    {
        foreach (var (phone, path) in await DoorsAsync())
        {
            foreach (var isChunked in new[] { false, true })
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(new byte[10_000_000]) };
                request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
                // Waits for the answer before it sends: a refused upload may else end in a broken pipe.
                request.Headers.ExpectContinue = true;
                request.Headers.TransferEncodingChunked = isChunked;
                try
                {
                    using var response = await phone.Http.SendAsync(request);
                    Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
                }
                catch (HttpRequestException cut) when (isChunked && cut.InnerException is IOException)
                {
                    // Chunks tell no length beforehand: the server cuts them off in the middle.
                }
            }
        }
    }

    [Theory]
    [InlineData("%FF%FE%80=%C3%28&text=%ED%A0%80%ED&firstName=%F8%A1%A1&code=%C0%AF&met=%FE")]
    [InlineData("text=a%00b&firstName=a%00b&code=a%00b&key=%00&met=%00&member=%00")]
    [InlineData("text=%zz&firstName=%&code=%u0041")]
    [InlineData("&&&===&text&firstName&=")]
    [InlineData("text=a&text=b&firstName=a&firstName=b&member=1&member=2&key=a&key=b")]
    [InlineData("text[0]=a&text.x=b&firstName[]=c&FirstName.Length=9&Visit=1&Model=1&__RequestVerificationToken=1&_handler=x")]
    [InlineData("member=99999999999999999999&member.Value=1&id=1&slug=other&handler=Get")]
    [InlineData("text=\u001f\u0085\u2028\u2029&firstName=\u2028&lastName=\u2029&code=\u202e")]
    public async Task Broken_forms_do_no_harm(string form)
    {
        foreach (var (phone, path) in await DoorsAsync())
        {
            foreach (var type in new[] { "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded; charset=utf-7", "application/x-www-form-urlencoded; charset=nonsense" })
                Assert.InRange(await SendAsync(phone, path, Bytes(form), type), 200, 499);
        }
    }

    [Fact]
    public async Task A_NUL_where_nobody_types_is_a_bad_request()
    {
        var group = await site.NewGroupAsync();
        var ann = await group.AddAsync("Ann");
        Assert.Equal(HttpStatusCode.BadRequest, await group.Leader.StatusAsync($"{group.Path}/admin/members?q=a%00b"));
        foreach (var (path, fields) in new (string, (string, string)[])[]
        {
            ($"{group.Path}/admin", [("Form.Name", "A group"), ("Form.Slug", group.Slug), ("Form.Type", "1"), ("Form.Policy", "open"), ("Form.Visibility", "unlisted"), ("Form.Version", "1\02")]),
            ($"{group.Path}/people/{ann}", [("note", "Sings"), ("before", "a\0b")]),
            ("/me", [("firstName", "Lea"), ("firstName-before", "L\0a")]),
        })
        {
            // In parts: URL-encoded it arrives as another control character (Ops/ZeroInForm.cs).
            using var form = new MultipartFormDataContent();
            foreach (var (name, value) in fields)
                form.Add(new StringContent(value), name);
            using var response = await group.Leader.Http.PostAsync(path, form);
            Assert.Equal((path, HttpStatusCode.BadRequest), (path, response.StatusCode));
        }
        // The end of time, and three hours more.
        using var late = await group.Leader.PostAsync($"{group.Path}/admin/codes", ("Form.Lasts", "7d"), ("Form.Opens", "9999-12-31T23:30"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.StatusCode);
    }

    [Fact]
    public async Task A_form_in_parts_is_read_like_any_other_and_a_NUL_in_it_is_told()
    {
        var group = await site.NewGroupAsync();
        using var phone = site.NewPhone();
        foreach (var (name, status) in new[] { ("a\0b", 422), ("Ruth", 303) })
        {
            using var form = new MultipartFormDataContent { { new StringContent(name), "firstName" }, { new ByteArrayContent([0xFF, 0xD8]), "photo", "a.jpg" } };
            using var response = await phone.Http.PostAsync($"/j/{group.Code}", form);
            Assert.Equal(status, (int)response.StatusCode);
        }
    }

    [Theory]
    [InlineData("/g/../me")]
    [InlineData("/g/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/g/%2E%2E%2Fme")]
    [InlineData("/css/..%2f..%2fappsettings.json")]
    [InlineData("/css/%2e%2e/%2e%2e/appsettings.json")]
    [InlineData("/appsettings.json")]
    [InlineData("/g/a%00b")]
    [InlineData("/g/a%00b/chat")]
    [InlineData("/j/a%00b")]
    [InlineData("/g/%C0%AE%C0%AE/chat")]
    [InlineData("/g/%FF/people/1/met")]
    [InlineData("/g/%0d%0aSet-Cookie:x=y/people/1/met")]
    [InlineData("/g/%C3%B1%E2%9C%93/people/1/met")]
    [InlineData("/g/%C3%B1%E2%9C%93")]
    [InlineData("//evil.example/g")]
    [InlineData("/g//chat")]
    [InlineData("/g/GROUP-1")]
    [InlineData("/j/%E2%84%AAelvin")]
    [InlineData("/live?c=abc&g=%00&after=-1&at=99999999999999999999")]
    [InlineData("/live?c=-1")]
    [InlineData("/live?c=99999999999999999999")]
    [InlineData("/me?saved=%00%FF")]
    [InlineData("/login/link/%00%FF")]
    [InlineData("/confirm/%E2%9C%93")]
    [InlineData("/me/sign-in?done=%00%FF")]
    public async Task Tricks_in_the_path_end_harmlessly(string path)
    {
        var group = await site.NewGroupAsync();
        using var phone = site.NewPhone();
        foreach (var visitor in new[] { phone, group.Leader })
        {
            var status = await RawAsync(visitor, path);
            Assert.InRange(status, 200, 499);
        }
    }

    [Fact]
    public async Task Giant_addresses_and_headers_are_4xx()
    {
        var group = await site.NewGroupAsync();
        foreach (var path in new[] { $"/{Long}{Long}", $"/g/{Long}", $"/j/{Long}", $"/l/{Long}", $"/g/{Long}/chat", $"/g/{Long}/people/1/met", $"/g/{group.Slug}/people/{Long}" })
            Assert.InRange((int)await group.Leader.StatusAsync(path), 300, 499);
        Assert.Equal(200, (int)await group.Leader.StatusAsync($"{group.Path}?{string.Join('&', Enumerable.Range(0, 900).Select(n => $"a{n}=1"))}"));
        Assert.InRange((int)await group.Leader.StatusAsync($"{group.Path}?q={Long}{Long}"), 200, 499);
        foreach (var (name, value) in new[] { ("X-Junk", new string('x', 40_000)), ("Cookie", $"session={new string('x', 40_000)}"), ("HX-Request", Long), ("Accept-Language", Long), ("If-None-Match", "\"" + Long), ("Range", "bytes=9-1"), ("User-Agent", Long), ("X-Forwarded-For", "not an address"), ("X-Forwarded-Host", "a b"), ("X-Forwarded-Proto", "javascript") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, group.Path);
            request.Headers.TryAddWithoutValidation(name, value);
            using var response = await group.Leader.Http.SendAsync(request);
            Assert.InRange((int)response.StatusCode, 200, 499);
        }
    }

    [Theory]
    [InlineData("session=")]
    [InlineData("session=x")]
    [InlineData("session=%00%FF")]
    [InlineData("session=\"; Path=/\"")]
    [InlineData("session; session; =; ;;;")]
    [InlineData("session=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; session=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")]
    [InlineData("session=%F0%9F%8E%89%F0%9F%8E%89%F0%9F%8E%89%F0%9F%8E%89%F0%9F%8E%89%F0%9F%8E%89%F0%9F%8E%89%F0%9F%8E%89%F0%9F%8E%89%F0%9F%8E%89")]
    public async Task A_cookie_that_is_none_is_a_visitor(string cookie)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = site.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me");
        request.Headers.TryAddWithoutValidation("Cookie", cookie);
        using var response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }

    [Fact]
    public async Task A_session_of_a_deleted_user_or_past_its_year_is_none()
    {
        using Phone deleted = await site.PhoneOfAsync(await site.NewUserAsync("Gone")), late = await site.PhoneOfAsync(await site.NewUserAsync("Late"));
        await site.SqlAsync("UPDATE users SET deleted_at = now() WHERE id = $1", deleted.UserId);
        await site.SqlAsync("UPDATE sessions SET expires_at = now() WHERE user_id = $1", late.UserId);
        Assert.Equal(HttpStatusCode.Redirect, await deleted.StatusAsync("/me"));
        Assert.Equal(HttpStatusCode.Redirect, await late.StatusAsync("/me"));
    }

    /// <summary>Every form of the site, with a phone that may send it.</summary>
    private async Task<IReadOnlyList<(Phone Phone, string Path)>> DoorsAsync()
    {
        var group = await site.NewGroupAsync();
        var ann = await group.AddAsync("Ann");
        var visitor = site.NewPhone();
        var leaver = await site.PhoneOfAsync(await group.AddAsync("Leaver"));
        return [
            (visitor, "/"), (visitor, $"/j/{group.Code}"), (visitor, $"/l/{Secret.NewCode()}"), (group.Leader, "/me"),
            (group.Leader, $"{group.Path}/chat"), (group.Leader, $"{group.Path}/people/{ann}/met"),
            (group.Leader, $"{group.Path}/admin/members?handler=Remove"),
            (visitor, "/signup"), (visitor, "/login"), (visitor, "/login/link"), (visitor, $"/reset/{Secret.NewCode()}"),
            (group.Leader, "/me/sign-in?handler=Email"), (group.Leader, "/me/devices?handler=End"), (leaver, "/logout"),
            (group.Leader, $"{group.Path}/people/{ann}"), (group.Leader, "/me?handler=check&field=phone"), (group.Leader, "/me?handler=steps"), (group.Leader, $"{group.Path}/quiz"),
        ];
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<int> SendAsync(Phone phone, string path, byte[] body, string? type, bool isForm = false)
    {
        using var content = new ByteArrayContent(body);
        if (isForm) content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        else if (type is not null) content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await phone.Http.PostAsync(path, content);
        return (int)response.StatusCode;
    }

    // The address as it stands: .NET's Uri would tidy it up first.
    private static async Task<int> RawAsync(Phone phone, string path)
    {
        var address = phone.Http.BaseAddress!;
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        var cookie = phone.Cookies.GetCookieHeader(address);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n{(cookie.Length > 0 ? $"Cookie: {cookie}\r\n" : "")}\r\n"));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var line = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10));
        return int.Parse(line!.Split(' ')[1], null);
    }
}
