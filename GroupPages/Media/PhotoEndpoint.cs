using Microsoft.Net.Http.Headers;

namespace GroupPages.Media;

/// <summary>
/// <c>GET /photos/{key}/{size}</c>. No session and, when warm, no database: whoever has the key was shown the picture, and the key
/// is a hash of it, so the answer never changes and every cache may keep it. What was withdrawn since is not given out again.
/// </summary>
public static class PhotoEndpoint
{
    /// <summary>What any cache is told: the address is a hash of what it names.</summary>
    internal const string Forever = "public, max-age=31536000, immutable";

    public static void MapPhotos(this WebApplication app) =>
        app.MapMethods("/photos/{key}/{size}", [HttpMethods.Get, HttpMethods.Head], ServeAsync);

    private static async Task<IResult> ServeAsync(
        string key, string size, PhotoStores stores, WithdrawnPhotos withdrawn, HttpResponse response, CancellationToken cancel)
    {
        if (!PhotoSizes.IsAddress(key, size) || await withdrawn.HasAsync(key, cancel))
            return Results.NotFound();
        try
        {
            if (await stores.OpenAsync(key, size, cancel) is not { } photo)
                return Results.NotFound();
            response.Headers.CacheControl = Forever;
            // A picture has nothing to load or run; should a browser ever take one for a page, it still has not.
            response.Headers.ContentSecurityPolicy = "default-src 'none'";
            return Results.Stream(photo, "image/webp", entityTag: new EntityTagHeaderValue($"\"{key}\""));
        }
        catch (IOException)
        {
            // The bucket is away: nothing that a cache may keep.
            response.Headers.CacheControl = "no-store";
            response.Headers.RetryAfter = "5";
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }
}
