namespace GroupPages.Pages.Me.Devices;

/// <summary>A browser's own words in ours: enough to tell the phone in the hand from the one that was lost.</summary>
public static class DeviceWords
{
    // The order matters: nearly all of them also say Chrome, Safari and Mozilla.
    private static readonly (string Sign, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("SamsungBrowser", "Samsung Internet"), ("OPR/", "Opera"), ("FxiOS", "Firefox"), ("Firefox", "Firefox"),
        ("CriOS", "Chrome"), ("Chromium", "Chromium"), ("Chrome", "Chrome"), ("Safari", "Safari"),
    ];

    private static readonly (string Sign, string Name)[] Machines =
    [
        ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("CrOS", "a Chromebook"), ("Windows", "Windows"),
        ("Macintosh", "a Mac"), ("Linux", "Linux"),
    ];

    /// <summary>Such as <c>Chrome on Android</c>.</summary>
    public static string Of(string agent) => (Find(Browsers, agent), Find(Machines, agent)) switch
    {
        ({ } browser, { } machine) => $"{browser} on {machine}",
        ({ } browser, null) => browser,
        (null, { } machine) => $"A browser on {machine}",
        _ => "An unknown browser",
    };

    private static string? Find((string Sign, string Name)[] all, string agent)
    {
        foreach (var (sign, name) in all)
        {
            if (agent.Contains(sign, StringComparison.Ordinal))
                return name;
        }
        return null;
    }
}
