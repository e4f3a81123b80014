using GroupPages.Data;

namespace GroupPages.Pages.Me.Users;

/// <summary>What is asked of a managed user: names, and which of my groups they are in.</summary>
public sealed class ManagedForm
{
    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public long[] Groups { get; set; } = [];

    public string? FirstNameFault { get; private set; }

    public string? LastNameFault { get; private set; }

    /// <summary>What is wrong with the photo that came along.</summary>
    public string? PhotoFault { get; set; }

    /// <summary>What is wrong, for the list on top: the field's id and the words.</summary>
    public IReadOnlyList<(string Field, string Words)> Faults =>
        [.. new[] { ("photo", PhotoFault), ("firstName", FirstNameFault), ("lastName", LastNameFault) }.Where(fault => fault.Item2 is not null).Select(fault => (fault.Item1, fault.Item2!))];

    /// <summary>The names as they are kept; null when something is wrong, which then stands beside its field.</summary>
    public (string First, string Last)? Names()
    {
        var first = TextRules.Line(FirstName, 1, 40, "The first name", out var firstFault);
        var last = TextRules.Line(LastName, 0, 40, "The last name", out var lastFault);
        (FirstNameFault, LastNameFault) = (firstFault, lastFault);
        return first is null || last is null ? null : (first, last);
    }
}
