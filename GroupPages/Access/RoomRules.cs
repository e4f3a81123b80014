namespace GroupPages.Access;

/// <summary>What a group's leaders have set for writing in its room. Leaders themselves are not held by it.</summary>
/// <param name="OnlyLeadersWrite">Members read.</param>
/// <param name="Pause">Seconds between two messages of one member; 0 for none.</param>
/// <param name="NewcomersShare">Whether links and photos may be sent on the first day.</param>
public sealed record RoomRules(bool OnlyLeadersWrite, int Pause, bool NewcomersShare)
{
    public static readonly RoomRules None = new(false, 0, false);

    /// <summary>How long somebody is new: long enough that an account made to send advertising is seen through first.</summary>
    public static readonly TimeSpan FirstDay = TimeSpan.FromHours(24);

    /// <summary>How fast a member may write, in words for whoever is about to; null without a pause.</summary>
    public string? Pace => Pause switch
    {
        0 => null,
        _ when Pause % 3600 == 0 => Every(Pause / 3600, "hour"),
        _ when Pause % 60 == 0 => Every(Pause / 60, "minute"),
        _ => Every(Pause, "second"),
    };

    private static string Every(int count, string unit) => $"Slow mode: one message every {(count == 1 ? unit : $"{count} {unit}s")}.";
}
