using System.Globalization;
using GroupPages.Data;

namespace GroupPages.Pages.Admin.Groups;

/// <summary>A group as it is stored.</summary>
/// <param name="RoomPause">Seconds between two messages of one member.</param>
public sealed record GroupFields(
    string Name, string Slug, string Description, string Address, string Phone, short TypeId, string JoinPolicy, string Visibility,
    bool PersonalCodes, string RoomWriters, int RoomPause, bool NewcomersShare);

/// <summary>A group as it stands in the form: whatever was typed.</summary>
public sealed class GroupForm
{
    public long? Id { get; set; }
    public string? Name { get; set; }
    public string? Slug { get; set; }
    public string? Description { get; set; }
    public string? Address { get; set; }
    public string? Phone { get; set; }
    public string? TypeId { get; set; } = "1";
    public string? JoinPolicy { get; set; } = "open";
    public string? Visibility { get; set; } = "unlisted";
    public string? PersonalCodes { get; set; } = "yes";
    public string? RoomWriters { get; set; } = "members";
    public string? RoomPause { get; set; } = "0";
    public string? NewcomersShare { get; set; } = "no";

    /// <summary>Of the row that was shown: saving over another one is told first.</summary>
    public string? Version { get; set; }

    public static GroupForm Of(GroupId id, GroupFields group, string version) => new()
    {
        Id = id.Value,
        Name = group.Name,
        Slug = group.Slug,
        Description = group.Description,
        Address = group.Address,
        Phone = group.Phone,
        TypeId = $"{group.TypeId}",
        JoinPolicy = group.JoinPolicy,
        Visibility = group.Visibility,
        PersonalCodes = YesNo(group.PersonalCodes),
        RoomWriters = group.RoomWriters,
        RoomPause = $"{group.RoomPause}",
        NewcomersShare = YesNo(group.NewcomersShare),
        Version = version,
    };

    public static string YesNo(bool value) => value ? "yes" : "no";

    /// <summary>What was typed, by the rules of PRODUCT.md section 6; null with the faults noted.</summary>
    /// <param name="types">The group types there are.</param>
    public GroupFields? Check(Faults faults, IEnumerable<short> types)
    {
        var name = TextRules.Line(Name, 3, 80, "The name", out var nameFault);
        var description = TextRules.Body(Description, 0, 1_000, "The description", out var descriptionFault);
        var address = TextRules.Line(Address, 0, 200, "The place", out var addressFault);
        var phone = TextRules.Line(Phone, 0, 40, "The phone number", out var phoneFault);
        // Without an address of its own a new group gets one out of its name.
        var slug = string.IsNullOrWhiteSpace(Slug) && name is not null ? Made(name) : Slug?.Trim().ToLowerInvariant() ?? "";
        faults.Note("name", nameFault is not null && Name?.Trim().Length is 1 or 2 ? "The name has 3 to 80 characters." : nameFault);
        if (nameFault is null)
            faults.Note("slug", Access.Slug.IsValid(slug) ? null : "3 to 60 lower-case letters and digits, in words joined by single hyphens.");
        faults.Note("description", descriptionFault);
        faults.Note("address", addressFault);
        faults.Note("phone", phoneFault);
        var isPause = int.TryParse(RoomPause, NumberStyles.None, CultureInfo.InvariantCulture, out var pause) && pause is >= 0 and <= 3_600;
        faults.Note("roomPause", isPause ? null : "A number of seconds from 0 to 3,600.");
        faults.NoteChoice("typeId", TypeId, types.Select(type => $"{type}"));
        faults.NoteChoice("joinPolicy", JoinPolicy, "open", "approval");
        faults.NoteChoice("visibility", Visibility, "unlisted", "hidden");
        faults.NoteChoice("personalCodes", PersonalCodes, "yes", "no");
        faults.NoteChoice("roomWriters", RoomWriters, "members", "leaders");
        faults.NoteChoice("newcomersShare", NewcomersShare, "yes", "no");
        if (faults.Count > 0)
            return null;
        return new(name!, slug, description!, address!, phone!, short.TryParse(TypeId, CultureInfo.InvariantCulture, out var type) ? type : (short)1, JoinPolicy is "approval" ? "approval" : "open",
            Visibility is "hidden" ? "hidden" : "unlisted", PersonalCodes is not "no", RoomWriters is "leaders" ? "leaders" : "members", pause, NewcomersShare is "yes");
    }

    private static string Made(string name)
    {
        // "St. Brendan's" is st-brendans.
        var letters = TextRules.Fold(name).Where(c => c is not ('\'' or '’')).Select(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') ? c : '-');
        var slug = string.Join('-', string.Concat(letters).Split('-', StringSplitOptions.RemoveEmptyEntries));
        return slug.Length <= 60 ? slug : slug[..60].TrimEnd('-');
    }
}
