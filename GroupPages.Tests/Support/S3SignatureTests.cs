using Xunit;

namespace GroupPages.Tests.Support;

/// <summary>The tests' own check of signatures, against the example that Amazon gives ("Authenticating Requests", GET Object).</summary>
public sealed class S3SignatureTests
{
    private const string Signature = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41";

    private static readonly DateTimeOffset Then = new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_published_example_is_right() => Assert.Null(FaultOf(Signature, "/test.txt", []));

    [Fact]
    public void Another_signature_path_body_or_time_is_refused()
    {
        Assert.Equal("SignatureDoesNotMatch", FaultOf(Signature.Replace('f', 'e'), "/test.txt", []));
        Assert.Equal("SignatureDoesNotMatch", FaultOf(Signature, "/other.txt", []));
        Assert.Equal("XAmzContentSHA256Mismatch", FaultOf(Signature, "/test.txt", [1]));
        Assert.Equal("RequestTimeTooSkewed", FaultOf(Signature, "/test.txt", [], Then.AddMinutes(16)));
    }

    private static string? FaultOf(string signature, string path, byte[] body, DateTimeOffset? now = null)
    {
        var headers = new Dictionary<string, string>
        {
            ["host"] = "examplebucket.s3.amazonaws.com",
            ["range"] = "bytes=0-9",
            ["x-amz-content-sha256"] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ["x-amz-date"] = "20130524T000000Z",
            ["authorization"] = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + $"SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature={signature}",
        };
        return S3Signature.Fault(new("GET", path, [], name => headers[name]), body, "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", now ?? Then);
    }
}
