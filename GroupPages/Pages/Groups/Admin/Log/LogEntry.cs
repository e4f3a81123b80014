using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using GroupPages.Data;
using GroupPages.Pages.Me.Devices;

namespace GroupPages.Pages.Groups.Admin.Log;

/// <summary>Somebody a line of the log names.</summary>
public sealed record LogPerson(UserId Id, string Name);

/// <summary>A piece of a sentence: plain text, or a person.</summary>
public sealed record LogPiece(string Text, LogPerson? Person);

/// <summary>What a line changed: a thing, and its value before and after. One of them alone is a remark, such as a reason.</summary>
public sealed record LogChange(string Name, string? Before, string? After);

/// <summary>One line of the audit log.</summary>
/// <param name="Actor">Null when nobody did it, or whoever did is erased.</param>
/// <param name="CodeLabel">Of the join code that the details name; empty for one without a label.</param>
public sealed partial record LogEntry(
    long Id, DateTimeOffset At, LogPerson? Actor, LogPerson? Person, string Action, string? Details, string? CodeLabel)
{
    // Numbers of rows, which tell a reader nothing.
    private static readonly HashSet<string> Numbers = ["conversation", "seq", "code", "user", "group", "before", "after", "label", "import"];

    /// <summary>The line in words.</summary>
    public IEnumerable<LogPiece> Sentence()
    {
        foreach (var piece in Piece().Split(AuditWords.SentenceOf(Action)).Where(piece => piece.Length > 0))
        {
            yield return piece switch
            {
                "{actor}" => Actor is null ? new("Somebody", null) : new(Actor.Name, Actor),
                "{person}" => Person is null ? new("somebody who is gone", null) : new(Person.Name, Person),
                "{code}" => new((CodeLabel ?? Text("label")) is { Length: > 0 } label ? $"the code “{label}”" : "a code", null),
                ['{', .. var name, '}'] => new(Text(name) ?? "", null),
                _ => new(piece, null),
            };
        }
    }

    /// <summary>What was before and after, and remarks such as a reason.</summary>
    public IEnumerable<LogChange> Changes()
    {
        if (Details is null)
            yield break;
        using var all = JsonDocument.Parse(Details);
        if (all.RootElement.ValueKind != JsonValueKind.Object)
            yield break;
        Dictionary<string, string> before = Flat(all.RootElement, "before"), after = Flat(all.RootElement, "after");
        foreach (var name in before.Keys.Union(after.Keys))
        {
            if (before.GetValueOrDefault(name) is var was && after.GetValueOrDefault(name) is var now && was != now)
                yield return new(Readable(name), was, now);
        }
        foreach (var remark in all.RootElement.EnumerateObject().Where(remark => !Numbers.Contains(remark.Name)))
        {
            if (Say(remark.Value) is { Length: > 0 } said)
                yield return new(Readable(remark.Name), null, remark.Name == "device" ? DeviceWords.Of(said) : said);
        }
    }

    private static Dictionary<string, string> Flat(JsonElement details, string part) =>
        details.TryGetProperty(part, out var values) && values.ValueKind == JsonValueKind.Object
            ? values.EnumerateObject().Where(value => !Numbers.Contains(value.Name) || value.Name == "label")
                .ToDictionary(value => value.Name, value => Say(value.Value) is { Length: > 0 } said ? said : "nothing")
            : [];

    private static string Say(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.String when value.GetString() is { Length: >= 19 } text && Moment().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) =>
            at.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture),
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Say)),
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(part => $"{Readable(part.Name)}: {Say(part.Value)}")),
        _ => value.GetRawText(),
    };

    // joinPolicy and join_policy are both "Join policy".
    private static string Readable(string name)
    {
        var words = Hump().Replace(name, " $0").Replace('_', ' ').Trim().ToLowerInvariant();
        return words.Length == 0 ? "" : char.ToUpperInvariant(words[0]) + words[1..];
    }

    private string? Text(string name)
    {
        if (Details is null)
            return null;
        using var all = JsonDocument.Parse(Details);
        return all.RootElement.ValueKind == JsonValueKind.Object && all.RootElement.TryGetProperty(name, out var value) ? Say(value) : null;
    }

    [GeneratedRegex(@"(\{[a-z]+\})")]
    private static partial Regex Piece();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")]
    private static partial Regex Moment();

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex Hump();
}
