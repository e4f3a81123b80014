namespace GroupPages.Tests.Support;

/// <summary>Forms with files, as a browser sends them.</summary>
public static class PhotoForm
{
    /// <summary>Sends a portrait, alone or with the fields of the form on <c>/me</c>.</summary>
    public static async Task<HttpResponseMessage> PostPortraitAsync(
        this Phone phone, byte[] photo, string crop = "middle", string path = "/me/photo", params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(photo) { Headers = { ContentType = new("image/jpeg") } }, "photo", "me.jpg" }, { new StringContent(crop), "crop" },
        };
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        return await phone.Http.PostAsync(path, form);
    }

    /// <summary>A message with files.</summary>
    /// <param name="files">Names, as the sender gives them, and contents.</param>
    public static async Task<HttpResponseMessage> PostPhotosAsync(
        this Phone phone, string path, string text, IEnumerable<(string Name, byte[] Bytes)> files, string? key = null, bool isHtmx = false)
    {
        using var form = new MultipartFormDataContent { { new StringContent(text), "text" } };
        if (key is not null) form.Add(new StringContent(key), "key");
        foreach (var (name, bytes) in files)
            form.Add(new ByteArrayContent(bytes) { Headers = { ContentType = new("image/jpeg") } }, "photos", name);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form };
        if (isHtmx) request.Headers.Add("HX-Request", "true");
        return await phone.Http.SendAsync(request);
    }
}
