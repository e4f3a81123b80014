using GroupPages.Access;
using GroupPages.Data;
using Microsoft.AspNetCore.Http.Features;

namespace GroupPages.Ops;

/// <summary>Marks a page whose form brings photos: members may send it more than others may send any page.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TakesPhotosAttribute : Attribute;

/// <summary>Marks a page whose form brings a file of up to so many bytes, or as much text.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TakesFileAttribute(int largest) : Attribute
{
    internal long Largest => largest;

    internal FormOptions Form { get; } = new() { MultipartBodyLengthLimit = largest, ValueLengthLimit = largest, MemoryBufferThreshold = 16 * 1024 };
}

/// <summary>
/// Reads a posted form before the page does. MVC would take a form it could not read for an empty one; here it is a
/// plain 400, 413 or 415, and no page runs. Photos go to disk as they come, not to memory.
/// </summary>
public sealed class FormReading(RequestDelegate next, Limits limits)
{
    // Four photos of 10 MB (PRODUCT.md), and the text beside them.
    private const long LargestBodyWithPhotos = 41 * 1024 * 1024;

    // ENOSPC (man 3 errno), which .NET hands on as it is.
    private const int NoSpaceLeft = 28;

    private static readonly FormOptions Form = new();

    private static readonly FormOptions FormWithPhotos = new()
    {
        // A single photo that is too large is told by name, beside the field: it must get as far as the page.
        MultipartBodyLengthLimit = LargestBodyWithPhotos,
        MemoryBufferThreshold = 16 * 1024,
    };

    public async Task InvokeAsync(HttpContext http, CurrentUser me, Sessions sessions)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            await next(http);
            return;
        }
        var sender = SenderOf(http, me);
        using var upload = sender is { } user ? limits.BeginUpload(user) : null;
        if (sender is not null && upload is null)
        {
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            http.Response.Headers.RetryAfter = "5";
        }
        else if (await IsReadableAsync(http, upload is null ? Form : FileOf(http)?.Form ?? FormWithPhotos))
        {
            // How long a body takes is up to its sender: whoever was signed out meanwhile (a lost phone) is nobody any more.
            if (me is { IsSignedIn: true, Token: { } token })
                me.Session = await sessions.FindAsync(token, http.RequestAborted);
            await next(http);
        }
    }

    // Who brings files, if it is somebody whose files this page takes. Only somebody signed in may fill our disk, and only with so
    // much at a time.
    private static UserId? SenderOf(HttpContext http, CurrentUser me)
    {
        var file = FileOf(http);
        if (me.Id is not { } user || (file is null && http.GetEndpoint()?.Metadata.GetMetadata<TakesPhotosAttribute>() is null)
            || http.Request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) is not true
            || http.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: false } size)
            return null;
        size.MaxRequestBodySize = file?.Largest ?? LargestBodyWithPhotos;
        return user;
    }

    private static TakesFileAttribute? FileOf(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<TakesFileAttribute>();

    private static async Task<bool> IsReadableAsync(HttpContext http, FormOptions options)
    {
        if (!http.Request.HasFormContentType)
        {
            // A form without fields, such as "sign out", may come without a body and a type.
            if (http.Request.ContentLength is null or 0 && string.IsNullOrEmpty(http.Request.ContentType))
            {
                // What is no form holds no field: the page says what is missing instead of failing over the lack of a type.
                http.Request.Form = FormCollection.Empty;
                return true;
            }
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return false;
        }
        try
        {
            await ZeroInForm.ReplaceAsync(http.Request, http.RequestAborted);
            await http.Request.ReadFormAsync(options, http.RequestAborted);
            return true;
        }
        catch (BadHttpRequestException bad)
        {
            http.Response.StatusCode = bad.StatusCode;
        }
        catch (IOException error) when (error.HResult == NoSpaceLeft)
        {
            // Files go to disk as they come, and it is full: not the sender's fault.
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            http.Response.Headers.RetryAfter = "60";
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        catch (NotSupportedException)
        {
            // A charset .NET will not read, such as UTF-7.
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        }
        return false;
    }
}
