using System.Net;
using Xunit;

namespace GroupPages.Tests.Support;

/// <summary>A message, and what is done with it.</summary>
public static class ChangeRows
{
    /// <summary>A group in whose room Ruth has said something; and the path of that message.</summary>
    public static async Task<(TestGroup Group, Phone Ruth, string Path)> SaidAsync(this TestSite site, string text)
    {
        var group = await site.NewGroupAsync();
        var ruth = await group.JoinAsync("Ruth");
        await ruth.SayAsync(group, text);
        return (group, ruth, $"/chat/{group.Room}/1");
    }

    /// <summary>Does what must be taken.</summary>
    public static async Task DoesAsync(this Phone phone, string path, params (string, string)[] fields)
    {
        using var response = await phone.PostHtmxAsync(path, fields);
        Assert.True(response.StatusCode == HttpStatusCode.NoContent, $"{path} gave {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    public static Task<long> LastSeqAsync(this TestGroup group) => group.Site.SqlAsync<long>("SELECT last_seq FROM conversations WHERE id = $1", group.Room);
}
