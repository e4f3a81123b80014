using Microsoft.Net.Http.Headers;

namespace GroupPages.Media;

/// <summary>
/// <c>GET /photos/{key}/{size}</c>. No session and, when warm, no database: whoever has the key was shown the picture, and the key
/// is a hash of it, so the answer never changes and every cache may keep it. What was withdrawn since is not given out again.
/// </summary>
public static class PhotoEndpoint
{
    private const string Forever = "public, max-age=31536000, immutable";

    public static void MapPhotos(this WebApplication app) => app.MapGet("/photos/{key}/{size}", ServeAsync);

    private static async Task<IResult> ServeAsync(
        string key, string size, PhotoFolder folder, WithdrawnPhotos withdrawn, HttpResponse response, CancellationToken cancel)
    {
        if (folder.FileOf(key, size) is not { } path || await withdrawn.HasAsync(key, cancel) || Open(path) is not { } file)
            return Results.NotFound();
        response.Headers.CacheControl = Forever;
        // A picture has nothing to load or run; should a browser ever take one for a page, it still has not.
        response.Headers.ContentSecurityPolicy = "default-src 'none'";
        return Results.Stream(file, "image/webp", entityTag: new EntityTagHeaderValue($"\"{key}\""));
    }

    private static FileStream? Open(string path)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
