using System.Net;
using AngleSharp;
using AngleSharp.Html.Dom;
using GroupPages.Access;

namespace GroupPages.Tests.Support;

/// <summary>A browser without a screen: cookies, a same-origin header on what it sends, and what people do with it.</summary>
public sealed class Phone : IDisposable
{
    private readonly SocketsHttpHandler handler;

    public Phone(Uri address)
    {
        handler = new() { AllowAutoRedirect = false, CookieContainer = Cookies, AutomaticDecompression = DecompressionMethods.All };
        Http = new(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        if (address.Scheme == Uri.UriSchemeHttps)
        {
            // As a browser speaks to the proxy; whose certificate was made for the test.
            handler.SslOptions.RemoteCertificateValidationCallback =
                (_, certificate, _, _) => certificate?.Issuer.Contains("Caddy Local Authority", StringComparison.Ordinal) == true;
            (Http.DefaultRequestVersion, Http.DefaultVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        }
        Http.DefaultRequestHeaders.Add("Origin", address.GetLeftPart(UriPartial.Authority));
    }

    public HttpClient Http { get; }

    public CookieContainer Cookies { get; } = new();

    /// <summary>The signed-in user, once this phone joined or signed in.</summary>
    public long UserId { get; private set; }

    public Task<HttpResponseMessage> GetAsync(string path) => Http.GetAsync(path);

    public async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var response = await GetAsync(path);
        return response.StatusCode;
    }

    /// <summary>The page behind a path, which must be there.</summary>
    public async Task<IHtmlDocument> PageAsync(string path)
    {
        using var response = await GetAsync(path);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new InvalidOperationException($"GET {path} gave {(int)response.StatusCode}");
        return await HtmlAsync(response);
    }

    public static async Task<IHtmlDocument> HtmlAsync(HttpResponseMessage response)
    {
        var html = await response.Content.ReadAsStringAsync();
        return (IHtmlDocument)await BrowsingContext.New().OpenAsync(request => request.Content(html).Address("http://localhost/"));
    }

    /// <summary>Sends a form.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) => SendAsync(path, false, fields);

    /// <summary>Sends a form as htmx does.</summary>
    public Task<HttpResponseMessage> PostHtmxAsync(string path, params (string Name, string Value)[] fields) => SendAsync(path, true, fields);

    /// <summary>Joins by a code, which must let us in.</summary>
    public async Task JoinAsync(string code, string firstName, string? key = null)
    {
        using var response = await PostAsync($"/j/{code}", [("firstName", firstName), .. key is null ? [] : new[] { ("key", key) }]);
        if (response.StatusCode != HttpStatusCode.SeeOther)
            throw new InvalidOperationException($"Joining gave {(int)response.StatusCode}");
        var page = await PageAsync(response.Headers.Location!.OriginalString);
        UserId = long.Parse(page.Body!.GetAttribute("data-user")!, null);
    }

    /// <summary>Signs in as a user of the site, by a session put straight into the database.</summary>
    public async Task SignInAsync(TestSite site, long user)
    {
        var token = Secret.NewToken();
        await site.SqlAsync("INSERT INTO sessions (token_hash, user_id, expires_at) VALUES ($1, $2, now() + interval '1 year')", Secret.Hash(token), user);
        Cookies.Add(Http.BaseAddress!, new Cookie("session", token));
        UserId = user;
    }

    /// <summary>Writes into a group's room.</summary>
    public async Task SayAsync(TestGroup group, string text)
    {
        using var response = await PostHtmxAsync($"{group.Path}/chat", ("text", text));
        if (response.StatusCode != HttpStatusCode.NoContent)
            throw new InvalidOperationException($"Posting gave {(int)response.StatusCode}");
    }

    public Task<EventStream> StreamAsync(string path, string? lastEventId = null) => EventStream.OpenAsync(Http, path, lastEventId);

    public void Dispose()
    {
        Http.Dispose();
        handler.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(string path, bool isHtmx, (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = Http.DefaultRequestVersion,
            VersionPolicy = Http.DefaultVersionPolicy,
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        if (isHtmx)
            request.Headers.Add("HX-Request", "true");
        return await Http.SendAsync(request);
    }
}
