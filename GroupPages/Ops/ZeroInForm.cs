using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace GroupPages.Ops;

/// <summary>
/// Lets a posted form with a <c>%00</c> through to its page. ASP.NET refuses the whole form for one; as another control
/// character it reaches its field, whose rule refuses it in words, with all that was typed still there (PRODUCT.md section 6).
/// </summary>
internal static class ZeroInForm
{
    /// <summary>Looks through a URL-encoded body, which stays to be read: small (Registration.LargestBody), and mostly there in one piece.</summary>
    /// <exception cref="BadHttpRequestException">It is too large, or does not come.</exception>
    public static async Task ReplaceAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) is not true)
            return;
        ReadResult read;
        while (!(read = await request.BodyReader.ReadAsync(cancel)).IsCompleted)
            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        if (!HasZero(read.Buffer))
        {
            request.BodyReader.AdvanceTo(read.Buffer.Start);
            return;
        }
        // Latin-1 keeps each byte as it is.
        var body = Encoding.Latin1.GetString(read.Buffer).Replace("%00", "%01", StringComparison.Ordinal);
        request.BodyReader.AdvanceTo(read.Buffer.End);
        request.Body = new MemoryStream(Encoding.Latin1.GetBytes(body), writable: false);
    }

    private static bool HasZero(ReadOnlySequence<byte> body) =>
        new SequenceReader<byte>(body).TryReadTo(out ReadOnlySequence<byte> _, "%00"u8);
}
