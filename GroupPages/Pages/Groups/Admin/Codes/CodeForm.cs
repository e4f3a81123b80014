using System.Globalization;
using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Groups.Admin.Codes;

/// <summary>What a leader says of a group code, checked.</summary>
/// <param name="Word">A code of the leader's own; null for one we draw.</param>
public sealed record CodeTerms(string Label, string? Word, DateTimeOffset? StartsAt, DateTimeOffset? ExpiresAt, int? UseLimit, bool HasLobby);

/// <summary>The form of a group code as it was typed, and what is wrong with it. One for a new code and for changing one.</summary>
public sealed class CodeForm
{
    // Long enough for a wedding in two years, short enough that a year typed with five digits is a mistake.
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(3 * 366);

    public string? Label { get; set; }

    public string? Word { get; set; }

    /// <summary>How long it holds: <c>3h</c>, <c>12h</c>, <c>1d</c>, <c>7d</c>, <c>at</c> for the moment in <see cref="Closes"/>, empty for no end.</summary>
    public string? Lasts { get; set; }

    /// <summary>As <c>datetime-local</c> sends it; taken for UTC, unless the page's script said the moment itself.</summary>
    public string? Closes { get; set; }

    /// <summary>The same moment in UTC, from the page's script, which alone knows the reader's time zone.</summary>
    public string? ClosesUtc { get; set; }

    public string? Opens { get; set; }

    public string? OpensUtc { get; set; }

    public string? Limit { get; set; }

    public string? Lobby { get; set; }

    public Dictionary<string, string> Faults { get; } = [];

    /// <summary>The moments as they stand in the fields.</summary>
    public DateTimeOffset? OpensAt => Moment(OpensUtc, Opens);

    public DateTimeOffset? ClosesAt => Moment(ClosesUtc, Closes);

    public static CodeForm Of(CodeTerms terms) => new()
    {
        Label = terms.Label,
        Lasts = terms.ExpiresAt is null ? "" : "at",
        Closes = Local(terms.ExpiresAt),
        Opens = Local(terms.StartsAt),
        Limit = terms.UseLimit?.ToString(CultureInfo.InvariantCulture),
        Lobby = terms.HasLobby ? "on" : null,
    };

    /// <summary>Every field may be empty, but a request without any of them was no form: it asks for nothing.</summary>
    public void NoteMissing(IFormCollection sent)
    {
        if (sent.Count == 0)
            Faults["lasts"] = "Choose how long it holds.";
    }

    /// <summary>What the form says; null when something in it cannot stand: see <see cref="Faults"/>.</summary>
    /// <param name="used">How often the code was used already; a limit may not be below it.</param>
    public CodeTerms? Read(DateTimeOffset now, int used)
    {
        var label = TextRules.Line(Label, 0, 80, "The label", out var labelFault);
        if (labelFault is not null)
            Faults["label"] = labelFault;
        var starts = OpensAt;
        if (starts is null && !string.IsNullOrWhiteSpace(Opens))
            Faults["opens"] = "Please give a date and a time.";
        var expires = ReadEnd(starts, now);
        var limit = ReadLimit(used);
        var word = ReadWord(expires);
        return Faults.Count > 0 ? null : new(label!, word, starts, expires, limit, Lobby == "on");
    }

    /// <summary>As <c>datetime-local</c> wants it, in UTC.</summary>
    public static string? Local(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    internal static DateTimeOffset? Moment(string? utc, string? local) =>
        DateTimeOffset.TryParse(string.IsNullOrWhiteSpace(utc) ? local : utc, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) ? moment : null;

    private DateTimeOffset? ReadEnd(DateTimeOffset? starts, DateTimeOffset now)
    {
        // Before anything is added to it: the end of time is a date like any other in the field.
        if (starts - now > Farthest)
        {
            Faults["opens"] = "That is more than three years away.";
            return null;
        }
        var from = starts > now ? starts.Value : now;
        DateTimeOffset? end = Lasts switch
        {
            "3h" => from.AddHours(3),
            "12h" => from.AddHours(12),
            "1d" => from.AddDays(1),
            "7d" => from.AddDays(7),
            "at" => ClosesAt,
            _ => null,
        };
        if (Lasts is not (null or "" or "3h" or "12h" or "1d" or "7d" or "at"))
            Faults["lasts"] = "Choose how long it holds.";
        else if (Lasts == "at" && end is null)
            Faults["closes"] = "Please give the date and time when it ends.";
        else if (end <= from)
            Faults["closes"] = starts > now ? "It would end before it opens." : "That moment is over. Choose a later one.";
        else if (end - now > Farthest)
            Faults["closes"] = "That is more than three years away.";
        return end;
    }

    private int? ReadLimit(int used)
    {
        if (string.IsNullOrWhiteSpace(Limit))
            return null;
        if (!int.TryParse(Limit.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit is < 1 or > 1_000_000)
            Faults["limit"] = "Please give a whole number from 1 up, or nothing for no limit.";
        else if (limit < used)
            Faults["limit"] = $"{used} have used it already; give {used} or more.";
        return limit;
    }

    private string? ReadWord(DateTimeOffset? expires)
    {
        if (string.IsNullOrWhiteSpace(Word))
            return null;
        // "Harvest Supper", as a phone's keyboard would have it, is harvest-supper.
        var word = JoinCodes.Normalize(string.Join('-', Word.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        if (word is null || word.Length is < 6 or > 24)
            Faults["word"] = "A word has 6 to 24 letters a to z, digits, and single hyphens between them.";
        else if (expires is null && !Faults.ContainsKey("closes") && !Faults.ContainsKey("opens"))
            Faults["lasts"] = "A word of your own can be guessed in time, so it must end. Choose how long it lasts.";
        return word;
    }
}
