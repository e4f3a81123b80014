using System.Net;
using GroupPages.Ops;
using Xunit;

namespace GroupPages.Tests.Ops;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2::")]
    [InlineData("::1", "::")]
    public void A_line_is_counted_as_one(string address, string counted) => Assert.Equal(counted, ClientAddress.Of(IPAddress.Parse(address)));
}
