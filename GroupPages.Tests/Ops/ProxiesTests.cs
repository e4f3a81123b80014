using System.Net;
using GroupPages.Ops;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary>Whose word about the visitor's address is believed.</summary>
public sealed class ProxiesTests
{
    [Fact]
    public void Addresses_and_networks_with_commas_between_are_read()
    {
        Assert.Equal(
            [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("192.168.1.7/32"), IPNetwork.Parse("fd00::/8"), IPNetwork.Parse("::1/128")],
            Proxies.Parse("10.0.0.0/8, 192.168.1.7,fd00::/8, ::1,"));
        Assert.Empty(Proxies.Parse(""));
    }

    [Theory]
    [InlineData("caddy")]
    [InlineData("10.0.0.0/33")]
    public void Anything_else_is_named_to_the_operator(string list) =>
        Assert.Contains($"'{list}'", Assert.Throws<SettingException>(() => Proxies.Parse($"10.0.0.0/8,{list}").ToList()).Message, StringComparison.Ordinal);
}
