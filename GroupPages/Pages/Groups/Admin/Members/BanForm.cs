using GroupPages.Data;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary>The form of a ban as it was typed.</summary>
/// <param name="Life">Null for good.</param>
public sealed record BanForm(string Reason, string Until, TimeSpan? Life, string? Fault)
{
    /// <summary>How long a ban may last. Spans, not dates: no time zone need be known.</summary>
    public static readonly (string Value, string Words, TimeSpan? Life)[] Spans =
    [
        ("day", "For a day", TimeSpan.FromDays(1)), ("week", "For a week", TimeSpan.FromDays(7)),
        ("month", "For a month", TimeSpan.FromDays(30)), ("year", "For a year", TimeSpan.FromDays(365)), ("good", "For good", null),
    ];

    public static readonly BanForm Empty = new("", "good", null, null);

    public static BanForm Read(string? reason, string? until)
    {
        var text = TextRules.Body(reason, 0, 280, "The reason", out var fault);
        var span = Spans.FirstOrDefault(known => known.Value == until);
        return new(text ?? reason ?? "", span.Value ?? "", span.Life, fault ?? (span.Value is null ? "Choose for how long." : null));
    }
}
