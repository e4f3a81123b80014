namespace GroupPages.Ops;

/// <summary>
/// Reads a posted form before the page does. MVC would take a form it could not read for an empty one; here it is a
/// plain 400, 413 or 415, and no page runs.
/// </summary>
public sealed class FormReading(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (HttpMethods.IsPost(http.Request.Method) && !await IsReadableAsync(http))
            return;
        await next(http);
    }

    private static async Task<bool> IsReadableAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
        {
            // A form without fields, such as "sign out", may come without a body and a type.
            if (http.Request.ContentLength is null or 0 && string.IsNullOrEmpty(http.Request.ContentType))
                return true;
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return false;
        }
        try
        {
            await http.Request.ReadFormAsync(http.RequestAborted);
            return true;
        }
        catch (BadHttpRequestException bad)
        {
            http.Response.StatusCode = bad.StatusCode;
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
