using System.Security.Cryptography;
using System.Text.RegularExpressions;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary>Other people's code in wwwroot/lib is the very file its note names.</summary>
public sealed partial class VendoredFileTests(VendoredFileTests.Site site) : IClassFixture<VendoredFileTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task Each_vendored_file_has_the_hash_its_note_gives_as_it_is_served()
    {
        var folder = Path.Combine(Source(), "GroupPages", "wwwroot", "lib");
        var noted = Note().Matches(await File.ReadAllTextAsync(Path.Combine(folder, "README.md")))
            .ToDictionary(match => match.Groups["file"].Value, match => match.Groups["hash"].Value);
        Assert.Equal(Directory.GetFiles(folder, "*.js").Select(Path.GetFileName).Order(), noted.Keys.Order());
        using var phone = site.NewPhone();
        foreach (var (file, hash) in noted)
        {
            Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, file)))));
            Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(await phone.Http.GetByteArrayAsync($"/lib/{file}"))));
        }
    }

    private static string Source()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "GroupPages.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex("`(?<file>[^`]+\\.js)` is .*?SHA-256 `(?<hash>[0-9a-f]{64})`", RegexOptions.Singleline)]
    private static partial Regex Note();
}
