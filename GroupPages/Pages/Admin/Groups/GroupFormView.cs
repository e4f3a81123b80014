namespace GroupPages.Pages.Admin.Groups;

/// <summary>The form's fields with their faults; after a lost race with what was saved meanwhile.</summary>
public sealed record GroupFormView(GroupForm Form, Faults Faults, GroupFields? Theirs, IReadOnlyDictionary<short, string> Types, bool IsNew)
{
    private static readonly IReadOnlyList<(string, string)> Policies = [("open", "At once, by a code"), ("approval", "After a leader has let them in")];
    private static readonly IReadOnlyList<(string, string)> Visibilities = [("unlisted", "Anybody who has its address"), ("hidden", "Only those who are in it")];
    private static readonly IReadOnlyList<(string, string)> YesNo = [("yes", "Yes"), ("no", "No")];
    private static readonly IReadOnlyList<(string, string)> Writers = [("members", "All members"), ("leaders", "Leaders only")];

    public IEnumerable<Field> Fields =>
    [
        Of(new("name", "Name", Form.Name), Theirs?.Name),
        Of(new("slug", "Address", Form.Slug) { IsOptional = IsNew, Hint = IsNew ? "The part after /g/. Left empty, it is made of the name." : "The part after /g/." }, Theirs?.Slug),
        Of(new("description", "Description", Form.Description) { IsOptional = true, Lines = 4 }, Theirs?.Description),
        Of(new("address", "Where they meet", Form.Address) { IsOptional = true }, Theirs?.Address),
        Of(new("phone", "Phone", Form.Phone) { IsOptional = true, Type = "tel" }, Theirs?.Phone),
        Of(new("typeId", "Kind of group", Form.TypeId) { Options = [.. Types.OrderBy(type => type.Key).Select(type => ($"{type.Key}", type.Value))] }, Theirs is null ? null : $"{Theirs.TypeId}"),
        Of(new("joinPolicy", "People come in", Form.JoinPolicy) { Options = Policies }, Theirs?.JoinPolicy),
        Of(new("visibility", "Its name is seen by", Form.Visibility) { Options = Visibilities }, Theirs?.Visibility),
        Of(new("personalCodes", "Members show codes of their own", Form.PersonalCodes) { Options = YesNo }, Answer(Theirs?.PersonalCodes)),
        Of(new("roomWriters", "Who writes in the group's chat", Form.RoomWriters) { Options = Writers }, Theirs?.RoomWriters),
        Of(new("roomPause", "Seconds between two messages of one member", Form.RoomPause) { Type = "number", Hint = "0 for no pause." }, Theirs is null ? null : $"{Theirs.RoomPause}"),
        Of(new("newcomersShare", "Newcomers may send links and photos on the first day", Form.NewcomersShare) { Options = YesNo }, Answer(Theirs?.NewcomersShare)),
    ];

    private static string? Answer(bool? value) => value is { } known ? GroupForm.YesNo(known) : null;

    private Field Of(Field field, string? theirs) => field with
    {
        Fault = Faults.Of(field.Name),
        Theirs = theirs == (field.Value ?? "") ? null : theirs,
    };
}
