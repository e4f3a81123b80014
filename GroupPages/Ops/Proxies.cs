using System.Net;

namespace GroupPages.Ops;

/// <summary>Reads the setting <c>GroupPages__Proxies</c>.</summary>
internal static class Proxies
{
    /// <summary>The networks that a list names; an address is a network of one.</summary>
    /// <exception cref="SettingException">One of them is neither.</exception>
    public static IEnumerable<IPNetwork> Parse(string list)
    {
        foreach (var named in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(named, out var address))
                yield return new(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128);
            else if (IPNetwork.TryParse(named, out var network))
                yield return network;
            else
                throw new SettingException($"GroupPages__Proxies has '{named}', which is neither an address nor a network such as 10.0.0.0/8.");
        }
    }
}
