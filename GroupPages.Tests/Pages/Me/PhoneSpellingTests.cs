using GroupPages.Pages.Me;
using Xunit;

namespace GroupPages.Tests.Pages.Me;

/// <summary>Phone numbers as people write them. The numbers are those that countries keep free for films and examples.</summary>
public sealed class PhoneSpellingTests
{
    [Theory]
    [InlineData("+44 20 7946 0958", null, "+442079460958")]
    [InlineData(" +44 (0)20 7946 0958 ", null, "+442079460958")]
    [InlineData("0044-20-7946-0958", "US", "+442079460958")]
    [InlineData("020 7946 0958", "GB", "+442079460958")]
    [InlineData("(212) 555-0123", "US", "+12125550123")]
    [InlineData("+49 30/23125 000", "US", "+493023125000")]
    [InlineData("+٤٤ ٢٠ ٧٩٤٦ ٠٩٥٨", null, "+442079460958")]
    [InlineData("", null, "")]
    [InlineData("  ", null, "")]
    public void A_number_is_understood(string typed, string? region, string stored)
    {
        Assert.Equal(stored, PhoneSpelling.Read(typed, region, out var fault));
        Assert.Null(fault);
    }

    [Theory]
    [InlineData("020 7946 0958", null, "country")]
    [InlineData("020 7946 0958", "US", "country")]
    [InlineData("+4", null, "country")]
    [InlineData("+44 20 7946 0958 0958 0958", null, "country")]
    [InlineData("call me", "GB", "not a phone number")]
    [InlineData("+44 20 7946 0958 ext. 5", null, "not a phone number")]
    [InlineData("+44\u000020 7946 0958", null, "not a phone number")]
    public void What_is_none_is_told(string typed, string? region, string words)
    {
        Assert.Null(PhoneSpelling.Read(typed, region, out var fault));
        Assert.Contains(words, fault);
    }

    [Fact]
    public void It_is_read_out_in_groups() => Assert.Equal("+44 20 7946 0958", PhoneSpelling.Spaced("+442079460958"));
}
