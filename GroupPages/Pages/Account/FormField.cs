namespace GroupPages.Pages.Account;

/// <summary>One line of an account form: what it is called, what stands in it, and what is wrong with it.</summary>
public sealed record FormField(string Name, string Label, string Type, string? Complete)
{
    public string? Value { get; init; }

    public string? Fault { get; init; }

    public string? Hint { get; init; }

    public bool IsOptional { get; init; }

    public bool IsFirst { get; init; }

    /// <summary>Apart from the name, for a page with two forms.</summary>
    public string Id { get; init; } = Name;
}
