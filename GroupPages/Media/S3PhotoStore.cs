using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using GroupPages.Ops;

namespace GroupPages.Media;

/// <summary>
/// A bucket of any store that speaks S3: <c>photos/ab/abcd…/large.webp</c>, as in the folder. Photos go through this program and
/// not by signed addresses past it: one that is withdrawn must be gone at once, and a signed address works until it expires.
/// </summary>
public sealed class S3PhotoStore : IPhotoStore, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly AmazonS3Client client;
    private readonly string bucket, prefix;

    /// <exception cref="SettingException">A setting is missing; it is named.</exception>
    public S3PhotoStore(S3Settings settings)
    {
        bucket = Needed(settings.Bucket, nameof(settings.Bucket));
        prefix = settings.Prefix;
        client = new(Needed(settings.AccessKey, nameof(settings.AccessKey)), Needed(settings.SecretKey, nameof(settings.SecretKey)), new AmazonS3Config
        {
            ServiceURL = Needed(settings.Endpoint, nameof(settings.Endpoint)),
            AuthenticationRegion = settings.Region,
            ForcePathStyle = settings.PathStyle,
            // Checksums of Amazon's own make, which other stores refuse; each request is signed with its body's hash anyway.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            Timeout = Patience,
            MaxErrorRetry = 2,
        });
    }

    /// <inheritdoc />
    /// <remarks>The largest last: a photo that has it is whole. All are written though they may be there, for their date.</remarks>
    public async Task SaveAsync(string key, IReadOnlyList<(string Size, byte[] WebP)> sizes, CancellationToken cancel)
    {
        foreach (var (size, webp) in sizes.OrderBy(one => one.WebP.Length))
        {
            await AskAsync(() => client.PutObjectAsync(new PutObjectRequest
            {
                BucketName = bucket,
                Key = NameOf(key, size),
                InputStream = new MemoryStream(webp, writable: false),
                ContentType = "image/webp",
                UseChunkEncoding = false,
                Headers = { CacheControl = PhotoEndpoint.Forever },
            }, cancel), cancel);
        }
    }

    public async Task<Stream?> OpenAsync(string key, string size, CancellationToken cancel) => await AskAsync<Stream>(async () =>
    {
        using var found = await client.GetObjectAsync(bucket, NameOf(key, size), cancel);
        var bytes = new MemoryStream((int)found.ContentLength);
        await found.ResponseStream.CopyToAsync(bytes, cancel);
        bytes.Position = 0;
        return bytes;
    }, cancel);

    public async IAsyncEnumerable<string> KeysBeforeAsync(DateTimeOffset time, [EnumeratorCancellation] CancellationToken cancel)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix };
        // A photo's sizes stand together. One that lacks its largest was left half-written, and nobody uses it.
        var (key, isOld) = ("", false);
        do
        {
            var page = await AskAsync(() => client.ListObjectsV2Async(request, cancel), cancel);
            foreach (var file in page?.S3Objects ?? [])
            {
                if (KeyOf(file.Key) is not { } next)
                    continue;
                if (next != key && isOld)
                    yield return key;
                isOld = file.LastModified?.ToUniversalTime() < time.UtcDateTime && (isOld || next != key);
                key = next;
            }
            request.ContinuationToken = page?.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
        if (isOld)
            yield return key;
    }

    public async Task RemoveAsync(string key, DateTimeOffset unlessSince, CancellationToken cancel)
    {
        var largest = await AskAsync(() => client.GetObjectMetadataAsync(bucket, NameOf(key, "large"), cancel), cancel);
        if (largest?.LastModified?.ToUniversalTime() >= unlessSince.UtcDateTime)
            return;
        foreach (var (size, _) in PhotoSizes.All.Reverse())
            await AskAsync(() => client.DeleteObjectAsync(bucket, NameOf(key, size), cancel), cancel);
    }

    /// <summary>Nothing: what is half-written is found as a photo that nobody uses.</summary>
    public void RemoveHalfWritten(DateTimeOffset before) { }

    public void Dispose() => client.Dispose();

    private string NameOf(string key, string size) => $"{prefix}{key[..2]}/{key}/{size}.webp";

    // What else may lie in the bucket is not ours to remove.
    private string? KeyOf(string name) => name[prefix.Length..].Split('/') is [_, var key, var file]
        && PhotoSizes.IsAddress(key, file.Replace(".webp", "", StringComparison.Ordinal)) ? key : null;

    private static string Needed(string? value, string name) =>
        string.IsNullOrWhiteSpace(value) ? throw new SettingException($"GroupPages__Photos__S3__{name} is not set.") : value;

    // Null for what is not there; whatever else goes wrong is a store that is away, to those who ask.
    private static async Task<T?> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancel) where T : class
    {
        try
        {
            return await ask();
        }
        catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.NotFound && error.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
        catch (Exception error) when (error is AmazonServiceException or AmazonClientException or HttpRequestException || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new PhotoStoreAwayException($"The photo bucket does not answer as it should: {error.Message}", error);
        }
    }
}

/// <summary>The bucket is away, or refuses us; the message has its own words.</summary>
public sealed class PhotoStoreAwayException(string message, Exception inner) : IOException(message, inner);
