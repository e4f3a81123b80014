using System.Collections.Concurrent;
using GroupPages.Tests.Support;

namespace GroupPages.Tests.Live;

/// <summary>A conversation that people change while others read it: a group's room, or a direct one without a group.</summary>
internal sealed class Talk(TestSite site, TestGroup? group, long id)
{
    private readonly ConcurrentDictionary<long, TimeProviderStamp> gone = new();

    public long Id => id;

    public TestGroup? Group => group;

    public TestSite Site => site;

    /// <summary>Its page; null for a direct conversation, which its readers here follow by the stream alone.</summary>
    public string? Path => group is null ? null : $"{group.Path}/chat";

    /// <summary>How long somebody has been out; null for whoever is in.</summary>
    public TimeSpan? OutFor(long user) => gone.TryGetValue(user, out var stamp) ? stamp.Elapsed : null;

    /// <summary>Puts somebody out, as a leader does it, or as the other side of leaving.</summary>
    public async Task RemoveAsync(Phone leader, long user)
    {
        if (group is null)
        {
            await site.SqlAsync("UPDATE participants SET left_at = now() WHERE conversation_id = $1 AND user_id = $2", id, user);
        }
        else
        {
            using var answer = await leader.PostAsync($"{group.Path}/admin/members?handler=Remove", ("member", $"{user}"));
            if ((int)answer.StatusCode != 303)
                throw new InvalidOperationException($"Removing gave {(int)answer.StatusCode}");
        }
        gone[user] = TimeProviderStamp.Now;
    }

    /// <summary>Lets them in again.</summary>
    public async Task ReturnAsync(Phone phone)
    {
        gone.TryRemove(phone.UserId, out _);
        if (group is null)
        {
            await site.SqlAsync("UPDATE participants SET left_at = NULL WHERE conversation_id = $1 AND user_id = $2", id, phone.UserId);
            return;
        }
        // A process that has not heard of the removal yet sends a member on to the group they are in.
        await Eventually.TrueAsync(async () =>
        {
            using var answer = await phone.PostAsync($"/j/{group.Code}");
            return (int)answer.StatusCode == 303
                && await site.CountAsync("memberships WHERE group_id = $1 AND user_id = $2", group.Id, phone.UserId) == 1;
        }, TimeSpan.FromSeconds(10), "whoever was removed must be able to join again");
    }

    private sealed record TimeProviderStamp(long Stamp)
    {
        public static TimeProviderStamp Now => new(TimeProvider.System.GetTimestamp());

        public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(Stamp);
    }
}
