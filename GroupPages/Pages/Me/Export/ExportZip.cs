using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GroupPages.Data;
using GroupPages.Media;

namespace GroupPages.Pages.Me.Export;

/// <summary>
/// Everything about one person as a ZIP: <c>me.json</c>, <c>messages.json</c>, and their photos. Written piece by piece, so its
/// memory does not grow with what there is, and at the speed at which it is read.
/// </summary>
public sealed class ExportZip(ExportQuery query, PhotoStores stores)
{
    // Names in any script as they are; it is a file, not a page.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task WriteAsync(UserId me, Stream to, CancellationToken cancel)
    {
        await using var zip = await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancel);
        await using (var about = await zip.CreateEntry("me.json").OpenAsync(cancel))
            await about.WriteAsync(Encoding.UTF8.GetBytes(await query.AboutAsync(me, cancel)), cancel);
        await using (var messages = await zip.CreateEntry("messages.json").OpenAsync(cancel))
            await WriteMessagesAsync(me, messages, cancel);
        await WritePhotosAsync(me, zip, cancel);
    }

    // One a line, within one array.
    private async Task WriteMessagesAsync(UserId me, Stream to, CancellationToken cancel)
    {
        var (conversation, seq, between) = (0L, 0L, "["u8.ToArray());
        while (await query.MessagesAsync(me, conversation, seq, cancel) is { Count: > 0 } page)
        {
            foreach (var message in page)
            {
                await to.WriteAsync(between, cancel);
                await to.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(message, Json), cancel);
                between = ",\n"u8.ToArray();
            }
            (conversation, seq) = (page[^1].Conversation, page[^1].Seq);
        }
        await to.WriteAsync(between[0] == '[' ? "[]"u8.ToArray() : "]"u8.ToArray(), cancel);
    }

    // Compressed already. One whose file is gone, for whatever reason, is left out rather than losing the rest.
    private async Task WritePhotosAsync(UserId me, ZipArchive zip, CancellationToken cancel)
    {
        var after = 0L;
        while (await query.PhotosAsync(me, after, cancel) is { Count: > 0 } page)
        {
            foreach (var photo in page)
            {
                after = photo.Id;
                await using var file = await stores.OpenAsync(photo.Key, "large", cancel);
                if (file is null)
                    continue;
                var name = photo.Conversation is { } conversation ? $"photos/message-{conversation}-{photo.Seq}-{photo.Id}.webp" : $"photos/{photo.Id}.webp";
                await using var entry = await zip.CreateEntry(name, CompressionLevel.NoCompression).OpenAsync(cancel);
                await file.CopyToAsync(entry, cancel);
            }
        }
    }
}
