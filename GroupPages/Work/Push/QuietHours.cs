namespace GroupPages.Work.Push;

/// <summary>When somebody wants no noise, in their own time.</summary>
/// <param name="From">Minutes since midnight; null for never.</param>
/// <param name="To">Minutes since midnight; before <paramref name="From"/> it is tomorrow's.</param>
/// <param name="Zone">A name of the IANA time zone database, such as <c>Europe/Vienna</c>.</param>
public sealed record QuietHours(int? From, int? To, string Zone)
{
    public const string Utc = "Etc/UTC";

    /// <summary>Somebody's local time. A zone that this machine does not know is taken for UTC.</summary>
    public DateTimeOffset Local(DateTimeOffset now) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var zone) ? TimeZoneInfo.ConvertTime(now, zone) : now.ToUniversalTime();

    /// <summary>When the quiet of this moment ends; null when there is none.</summary>
    public DateTimeOffset? EndAt(DateTimeOffset now)
    {
        if (From is not { } start || To is not { } end)
            return null;
        var local = Local(now);
        var minute = (local.Hour * 60) + local.Minute;
        var isQuiet = start < end ? minute >= start && minute < end : minute >= start || minute < end;
        // A clock that is put forward or back in between makes it an hour early or late once; then it is asked again.
        return isQuiet ? now.AddMinutes(minute < end ? end - minute : (24 * 60) - minute + end).AddSeconds(-local.Second) : null;
    }
}
