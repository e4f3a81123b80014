using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace GroupPages.Tests.Support;

/// <summary>
/// A store with one bucket that speaks as much of S3 as photos need: PUT, GET, HEAD, DELETE, ListObjectsV2 in pages. Nobody gets in
/// without a right signature (<see cref="S3Signature"/>).
/// </summary>
public sealed class S3Server : IAsyncDisposable
{
    public const string Bucket = "faces", AccessKey = "GROUPPAGESTEST", SecretKey = "not/a+secret=anywhere";

    // Small, so that a handful of photos takes several pages.
    private const int PageSize = 3;

    private readonly WebApplication app;

    private S3Server(WebApplication app) => this.app = app;

    /// <summary>What is in the bucket.</summary>
    public ConcurrentDictionary<string, (byte[] Bytes, string Type, string CacheControl, DateTimeOffset Written)> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Each request so far: method, path, and the error code it was answered with.</summary>
    public ConcurrentQueue<(string Method, string Path, string? Fault)> Requests { get; } = [];

    /// <summary>While true every request is answered with 503, as by a store in trouble.</summary>
    public bool IsAway { get; set; }

    public Uri Address => new(app.Urls.Single());

    /// <summary>The settings that lead a program here.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["GroupPages:Photos:S3:Endpoint"] = Address.ToString(),
        ["GroupPages:Photos:S3:Bucket"] = Bucket,
        ["GroupPages:Photos:S3:AccessKey"] = AccessKey,
        ["GroupPages:Photos:S3:SecretKey"] = SecretKey,
    };

    public static async Task<S3Server> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new S3Server(builder.Build());
        server.app.Run(server.AnswerAsync);
        await server.app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var path = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        var request = new S3Request(http.Request.Method, path, [.. http.Request.Query.Select(pair => (pair.Key, pair.Value.ToString()))],
            name => http.Request.Headers[name].ToString());
        var fault = IsAway ? "SlowDown" : S3Signature.Fault(request, body.ToArray(), AccessKey, SecretKey, TimeProvider.System.GetUtcNow())
            ?? (path.StartsWith($"/{Bucket}/", StringComparison.Ordinal) || path == $"/{Bucket}" ? null : "NoSuchBucket");
        Requests.Enqueue((request.Method, path, fault));
        if (fault is not null)
            await RefuseAsync(http, fault is "NoSuchBucket" ? 404 : IsAway ? 503 : 403, fault);
        else if (request.Method == "GET" && http.Request.Query["list-type"] == "2")
            await ListAsync(http);
        else
            await ServeAsync(http, Uri.UnescapeDataString(path[(Bucket.Length + 2)..]), body.ToArray());
    }

    private async Task ServeAsync(HttpContext http, string name, byte[] body)
    {
        switch (http.Request.Method)
        {
            case "PUT":
                Files[name] = (body, http.Request.ContentType ?? "", http.Request.Headers.CacheControl.ToString(), TimeProvider.System.GetUtcNow());
                http.Response.Headers.ETag = "\"0\"";
                break;
            case "DELETE":
                Files.TryRemove(name, out _);
                http.Response.StatusCode = 204;
                break;
            case "GET" or "HEAD" when Files.TryGetValue(name, out var file):
                http.Response.ContentType = file.Type;
                http.Response.ContentLength = file.Bytes.Length;
                http.Response.Headers.LastModified = file.Written.ToString("R", CultureInfo.InvariantCulture);
                if (http.Request.Method == "GET")
                    await http.Response.Body.WriteAsync(file.Bytes);
                break;
            default:
                await RefuseAsync(http, 404, "NoSuchKey");
                break;
        }
    }

    private async Task ListAsync(HttpContext http)
    {
        var (prefix, after) = (http.Request.Query["prefix"].ToString(), http.Request.Query["continuation-token"].ToString());
        var names = Files.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(name, after) > 0)
            .Order(StringComparer.Ordinal).Take(PageSize + 1).ToList();
        XNamespace s3 = "http://s3.amazonaws.com/doc/2006-03-01/";
        var isTruncated = names.Count > PageSize;
        var list = new XElement(s3 + "ListBucketResult", new XElement(s3 + "Name", Bucket), new XElement(s3 + "Prefix", prefix),
            new XElement(s3 + "KeyCount", Math.Min(names.Count, PageSize)), new XElement(s3 + "MaxKeys", PageSize), new XElement(s3 + "IsTruncated", isTruncated),
            isTruncated ? new XElement(s3 + "NextContinuationToken", names[PageSize - 1]) : null,
            names.Take(PageSize).Select(name => new XElement(s3 + "Contents", new XElement(s3 + "Key", name), new XElement(s3 + "Size", Files[name].Bytes.Length),
                new XElement(s3 + "LastModified", Files[name].Written.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)))));
        http.Response.ContentType = "application/xml";
        await http.Response.WriteAsync($"{list}");
    }

    private static Task RefuseAsync(HttpContext http, int status, string code)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/xml";
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.WriteAsync($"<Error><Code>{code}</Code><Message>{code}</Message></Error>");
    }
}
