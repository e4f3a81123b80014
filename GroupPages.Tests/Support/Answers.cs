namespace GroupPages.Tests.Support;

/// <summary>Answers as bytes: what tells one "not here" from another is a leak.</summary>
public static class Answers
{
    /// <summary>Status, headers and body; the date is the clock's.</summary>
    public static async Task<string> BytesAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers).Where(header => header.Key != "Date")
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order();
        return $"{(int)response.StatusCode}\n{string.Join('\n', headers)}\n{await response.Content.ReadAsStringAsync()}";
    }
}
