using GroupPages.Data;

namespace GroupPages.Pages.Groups.Admin.Settings;

/// <summary>What a group's leaders say of it.</summary>
public sealed record GroupSettings(
    string Name, string Slug, string Description, string Address, string Phone, short TypeId, bool NeedsApproval, bool IsHidden, bool HasPersonalCodes);

/// <summary>The settings as they were typed, and what is wrong with them.</summary>
public sealed class SettingsForm
{
    public string? Name { get; set; }

    public string? Slug { get; set; }

    public string? Description { get; set; }

    public string? Address { get; set; }

    public string? Phone { get; set; }

    public short? Type { get; set; }

    /// <summary><c>open</c> or <c>approval</c>.</summary>
    public string? Policy { get; set; }

    /// <summary><c>unlisted</c> or <c>hidden</c>.</summary>
    public string? Visibility { get; set; }

    /// <summary><c>on</c> when members show codes of their own.</summary>
    public string? Codes { get; set; }

    /// <summary>Of the row the form was filled from: saving over another one is told first.</summary>
    public string? Version { get; set; }

    public Dictionary<string, string> Faults { get; } = [];

    public static SettingsForm Of(GroupSettings group, string version) => new()
    {
        Name = group.Name,
        Slug = group.Slug,
        Description = group.Description,
        Address = group.Address,
        Phone = group.Phone,
        Type = group.TypeId,
        Policy = group.NeedsApproval ? "approval" : "open",
        Visibility = group.IsHidden ? "hidden" : "unlisted",
        Codes = group.HasPersonalCodes ? "on" : null,
        Version = version,
    };

    /// <summary>The settings by the rules of PRODUCT.md section 6; null with what is wrong in <see cref="Faults"/>.</summary>
    public GroupSettings? Read(IEnumerable<short> types)
    {
        var name = TextRules.Line(Name, 3, 80, "The name", out var fault);
        Note("name", fault is not null && Name?.Trim().Length is 1 or 2 ? "The name has 3 to 80 characters." : fault);
        var slug = Slug?.Trim().ToLowerInvariant() ?? "";
        Note("slug", Access.Slug.IsValid(slug) ? null : "3 to 60 letters a to z and digits, in words joined by single hyphens.");
        var description = TextRules.Body(Description, 0, 1_000, "The description", out fault);
        Note("description", fault);
        var address = TextRules.Line(Address, 0, 200, "The place", out fault);
        Note("address", fault);
        var phone = TextRules.Line(Phone, 0, 40, "The phone number", out fault);
        Note("phone", fault);
        Note("type", Type is { } type && types.Contains(type) ? null : "Please choose what kind of group it is.");
        // None sent is no answer either: a group whose leaders let people in must not be opened by what was left out.
        Note("policy", Policy is "open" or "approval" ? null : "Please choose who comes in.");
        Note("visibility", Visibility is "unlisted" or "hidden" ? null : "Please choose who sees its card.");
        return Faults.Count > 0 ? null : new(name!, slug, description!, address!, phone!, Type!.Value, Policy == "approval", Visibility == "hidden", Codes == "on");
    }

    /// <summary>What somebody else saved meanwhile, where it differs from what stands in the form: field, theirs, mine.</summary>
    public IEnumerable<(string Field, string Theirs, string Mine)> DifferencesFrom(GroupSettings theirs, IReadOnlyDictionary<short, string> types)
    {
        var other = Of(theirs, "");
        string Kind(short? type) => type is { } known && types.TryGetValue(known, out var words) ? words : "";
        (string Field, string? Theirs, string? Mine)[] all =
        [
            ("Name", other.Name, Name), ("Address of the page", other.Slug, Slug), ("Description", other.Description, Description), ("Where you meet", other.Address, Address),
            ("Phone", other.Phone, Phone), ("Kind", Kind(other.Type), Kind(Type)),
            ("Who comes in", other.Policy == "approval" ? "after a leader said yes" : "at once", Policy == "approval" ? "after a leader said yes" : "at once"),
            ("Who sees its card", other.Visibility == "hidden" ? "its people" : "anybody with the address", Visibility == "hidden" ? "its people" : "anybody with the address"),
            ("Codes of members", other.Codes is null ? "no" : "yes", Codes is null ? "no" : "yes"),
        ];
        return all.Where(one => (one.Theirs ?? "") != (one.Mine ?? "").Trim()).Select(one => (one.Field, one.Theirs ?? "", one.Mine ?? ""));
    }

    private void Note(string field, string? words)
    {
        if (words is not null)
            Faults[field] = words;
    }
}
