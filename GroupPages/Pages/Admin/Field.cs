namespace GroupPages.Pages.Admin;

/// <summary>One field of a form, with what is wrong about it and, after a lost race, what stands there now.</summary>
/// <param name="Name">Of the field, and its id.</param>
public sealed record Field(string Name, string Label, string? Value)
{
    public string Type { get; init; } = "text";

    /// <summary>For several lines; 0 for one.</summary>
    public int Lines { get; init; }

    /// <summary>A choice of these, by value and words.</summary>
    public IReadOnlyList<(string Value, string Words)> Options { get; init; } = [];

    public bool IsOptional { get; init; }

    public string? Hint { get; init; }

    public string? Fault { get; init; }

    /// <summary>What somebody else saved meanwhile; null when it is the same.</summary>
    public string? Theirs { get; init; }

    /// <summary>The ids of what describes it.</summary>
    public string? DescribedBy => string.Join(' ', new[]
    {
        Hint is null ? null : $"{Name}-hint", Fault is null ? null : $"{Name}-error", Theirs is null ? null : $"{Name}-theirs",
    }.OfType<string>()) is { Length: > 0 } ids ? ids : null;

    /// <summary>What was saved meanwhile, in words.</summary>
    public string? TheirWords => Theirs is null ? null
        : Options.FirstOrDefault(option => option.Value == Theirs).Words ?? (Theirs.Length == 0 ? "(empty)" : Theirs);
}

/// <summary>What is wrong with a form: words by the name of the field.</summary>
public sealed class Faults : Dictionary<string, string>
{
    /// <summary>Notes a fault if there is one.</summary>
    public void Note(string field, string? words)
    {
        if (words is not null)
            this[field] = words;
    }

    /// <summary>Notes a choice that was not on offer. One that was not sent at all is left to what the form takes for it.</summary>
    public void NoteChoice(string field, string? typed, params IEnumerable<string> offered) =>
        Note(field, typed is null || offered.Contains(typed) ? null : "Please choose one of these.");

    public string? Of(string field) => GetValueOrDefault(field);

    private string? GetValueOrDefault(string field) => TryGetValue(field, out var words) ? words : null;
}
