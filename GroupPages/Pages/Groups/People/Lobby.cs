using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Http.Features;

namespace GroupPages.Pages.Groups.People;

/// <summary>
/// Where guests wait: their page asks whether the door is open, and the answer comes the moment it opens
/// (docs/decisions/0022). The wait holds neither a connection nor a query.
/// </summary>
public sealed class Lobby(GroupSnapshots groups, IHostApplicationLifetime lifetime)
{
    // Below the 30 s after which proxies and phones take a silent request for dead.
    private const int LongestSeconds = 20;

    // More windows than anybody watches, and some that broke without a word: each request that waits holds its memory.
    private readonly Seats<UserId> seats = new(most: 10);

    /// <summary>Waits until somebody is no guest any more, or for so many seconds; not at all for whoever is none.</summary>
    /// <returns>False when this person waits here too often already.</returns>
    public async Task<bool> WaitAsync(HttpContext http, GroupVisit visit, int? seconds)
    {
        if (visit is not { Role: MemberRole.Guest, UserId: { } guest } || seconds is not > 0)
            return true;
        using var seat = seats.TryTake(guest);
        if (seat is null)
            return false;
        // How long somebody waits for a leader says nothing about how quick the program is.
        if (http.Features.Get<IHttpMetricsTagsFeature>() is { } metrics)
            metrics.MetricsDisabled = true;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await groups.AwaitAsync(visit.Card.Id, group => group.RoleOf(guest) != MemberRole.Guest,
                TimeSpan.FromSeconds(Math.Min(seconds.Value, LongestSeconds)), over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
        }
        return true;
    }
}
