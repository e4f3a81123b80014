using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using GroupPages.Tests.Support;
using GroupPages.Work.Push;
using Xunit;

namespace GroupPages.Tests.Work.Push;

/// <summary>The encryption of pushes against the RFC's own example, and where pushes may go.</summary>
public sealed class PushCipherTests
{
    private static readonly byte[] Receiver = Base64Url.DecodeFromChars("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
    private static readonly byte[] Auth = Base64Url.DecodeFromChars("BTBZMqHH6r4Tts7J_aSIgg");

    [Fact]
    public void The_example_of_RFC_8291_section_5_comes_out_byte_for_byte()
    {
        var point = Base64Url.DecodeFromChars("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
        using var sender = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = point[1..33], Y = point[33..] },
            D = Base64Url.DecodeFromChars("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        });
        var body = PushCipher.Encrypt("When I grow up, I want to be a watermelon"u8, Receiver, Auth, sender, Base64Url.DecodeFromChars("DGv6ra1nlYgDCS1FRnbzlw"));
        Assert.Equal(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
            Base64Url.EncodeToString(body));
    }

    [Fact]
    public void A_phone_reads_what_was_encrypted_for_it_and_no_two_are_alike()
    {
        using var phone = new PushedPhone("https://push.example/1");
        var (key, auth) = (Base64Url.DecodeFromChars(phone.Form[1].Item2), Base64Url.DecodeFromChars(phone.Form[2].Item2));
        var text = Encoding.UTF8.GetBytes("Grüße 👋 " + new string('x', 3000));
        byte[] one = PushCipher.Encrypt(text, key, auth), other = PushCipher.Encrypt(text, key, auth);
        Assert.Equal(text, Encoding.UTF8.GetBytes(phone.Decrypt(one)));
        Assert.NotEqual(one[..16], other[..16]);
        Assert.NotEqual(one[21..86], other[21..86]);
        Assert.Equal(4096, PushCipher.Encrypt(new byte[PushCipher.LongestText], key, auth).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => PushCipher.Encrypt(new byte[PushCipher.LongestText + 1], key, auth));
        Assert.ThrowsAny<CryptographicException>(() => phone.Decrypt([.. one[..^1], (byte)(one[^1] ^ 1)]));
    }

    [Fact]
    public void What_is_no_point_of_the_curve_is_no_key()
    {
        Assert.ThrowsAny<CryptographicException>(() => PushCipher.Check(new byte[65]));
        Assert.ThrowsAny<CryptographicException>(() => PushCipher.Check(Receiver.AsSpan(0, 64)));
        Assert.ThrowsAny<CryptographicException>(() => PushCipher.Check([.. Receiver[..64], (byte)(Receiver[64] ^ 1)]));
        PushCipher.Check(Receiver);
    }

    [Theory]
    [InlineData("93.184.216.34", true)]
    [InlineData("2606:2800:220:1::1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.20.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.1.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    public void Only_the_public_internet_is_pushed_to(string address, bool isPublic) => Assert.Equal(isPublic, PublicHosts.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("22:00", "07:00", "2026-06-01T20:30:00Z", "2026-06-02T05:00:00Z")]
    [InlineData("22:00", "07:00", "2026-06-01T03:30:40Z", "2026-06-01T05:00:00Z")]
    [InlineData("22:00", "07:00", "2026-06-01T05:00:00Z", null)]
    [InlineData("22:00", "07:00", "2026-06-01T19:59:59Z", null)]
    [InlineData("13:00", "14:00", "2026-06-01T11:15:00Z", "2026-06-01T12:00:00Z")]
    [InlineData("13:00", "14:00", "2026-06-01T12:00:00Z", null)]
    public void Quiet_hours_are_in_the_members_own_time(string from, string to, string now, string? until)
    {
        static int Minutes(string time) => (int)TimeOnly.Parse(time, null).ToTimeSpan().TotalMinutes;
        var quiet = new QuietHours(Minutes(from), Minutes(to), "Europe/Vienna");
        Assert.Equal(until is null ? null : DateTimeOffset.Parse(until, null), quiet.EndAt(DateTimeOffset.Parse(now, null)));
        Assert.Null(new QuietHours(null, null, "Europe/Vienna").EndAt(DateTimeOffset.Parse(now, null)));
        Assert.Equal(TimeSpan.Zero, new QuietHours(null, null, "Nowhere/Land").Local(DateTimeOffset.Parse(now, null)).Offset);
    }
}
