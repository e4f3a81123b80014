using System.Globalization;
using GroupPages.Work.Push;

namespace GroupPages.Pages.Me.Notifications;

/// <summary>What was typed on the page, and what is wrong with it.</summary>
public sealed record NotificationForm(bool WantsDigest, bool IsQuiet, string From, string To, string Zone)
{
    // What most people mean by night.
    private const string Evening = "22:00", Morning = "07:00";

    /// <summary>The zones people live in, and UTC; by name.</summary>
    public static IReadOnlyList<string> Zones { get; } =
    [
        QuietHours.Utc,
        .. TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id)
            .Where(id => id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal) && !id.StartsWith("posix/", StringComparison.Ordinal)
                && !id.StartsWith("right/", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    /// <summary>What is wrong with the hours; null when nothing is.</summary>
    public string? HoursFault { get; private init; }

    public string? ZoneFault { get; private init; }

    public bool HasFaults => HoursFault is not null || ZoneFault is not null;

    /// <summary>As it would be stored.</summary>
    public QuietHours Quiet => new(IsQuiet ? Minutes(From) : null, IsQuiet ? Minutes(To) : null, Zone);

    public static NotificationForm Of(NotificationSettings settings) => new(
        settings.WantsDigest, settings.Quiet.From is not null, Time(settings.Quiet.From) ?? Evening, Time(settings.Quiet.To) ?? Morning, settings.Quiet.Zone);

    /// <summary>Reads what was sent. The hours count only where quiet was asked for.</summary>
    public static NotificationForm Read(string? digest, string? quiet, string? from, string? to, string? zone)
    {
        var form = new NotificationForm(digest == "on", quiet == "on", from ?? "", to ?? "", zone ?? QuietHours.Utc);
        return form with
        {
            HoursFault = !form.IsQuiet ? null
                : Minutes(form.From) is not { } start || Minutes(form.To) is not { } end ? "Please give both as hours and minutes, such as 22:00."
                : start == end ? "These are the same: nothing would ever be quiet." : null,
            ZoneFault = Zones.Contains(form.Zone) ? null : "Please choose one of these.",
        };
    }

    private static int? Minutes(string time) =>
        TimeOnly.TryParseExact(time, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? (at.Hour * 60) + at.Minute : null;

    private static string? Time(int? minutes) => minutes is { } at ? string.Create(CultureInfo.InvariantCulture, $"{at / 60:00}:{at % 60:00}") : null;
}
