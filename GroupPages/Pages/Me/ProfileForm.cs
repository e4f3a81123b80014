namespace GroupPages.Pages.Me;

/// <summary>
/// The form of <c>/me</c>. Beside each field it carries what the field said when the page was made, so that two tabs, or
/// two phones, that save one after the other lose nothing: each writes what was changed in it, and the later one is
/// asked when both changed the same field.
/// </summary>
public sealed record ProfileForm(IReadOnlyList<ProfileField> Fields)
{
    /// <summary>What the hidden field with the former value is called.</summary>
    public const string BeforeSuffix = "-before";

    public ProfileField this[string name] => Fields.First(field => field.Name == name);

    public IReadOnlyList<ProfileField> Faults => [.. Fields.Where(typed => typed.Fault is not null)];

    public bool HasConflict => Fields.Any(typed => typed.Meanwhile is not null);

    public static ProfileForm Of(Profile profile) =>
        new([.. ProfileField.Names.Select(name => new ProfileField(name, Of(profile, name), null) { Value = Of(profile, name) })]);

    /// <summary>Reads a posted form and checks it; a first name is always needed, any other field may be left out.</summary>
    public static ProfileForm Read(IFormCollection form, string? region) => new([.. ProfileField.Names.Select(name =>
        new ProfileField(name, Before(form, name), form.TryGetValue(name, out var typed) ? typed[0] : name == "firstName" ? "" : null).Checked(region))]);

    /// <summary>The same form where another tab was faster: with what stands there now, for the reader to decide.</summary>
    public ProfileForm After(Profile now) => new([.. Fields.Select(field =>
    {
        var stored = Of(now, field.Name);
        var isLost = field.Change is { } mine && mine != stored && field.Before is { } before && before != stored;
        return field with { Before = stored, Typed = field.Change is null ? stored : field.Typed, Meanwhile = isLost ? stored : null };
    })]);

    /// <summary>The same form with what it left out filled in, to be shown again.</summary>
    public ProfileForm Filled(Profile now) => new([.. Fields.Select(field =>
        field with { Before = field.Before ?? Of(now, field.Name), Typed = field.Typed ?? Of(now, field.Name) })]);

    private static string Of(Profile profile, string name) => name switch
    {
        "firstName" => profile.FirstName,
        "lastName" => profile.LastName,
        "phone" => profile.Phone,
        "about" => profile.About,
        _ => profile.ContactVisibleTo,
    };

    // A browser sends line breaks as CRLF, whatever stood in the page.
    private static string? Before(IFormCollection form, string name) =>
        form.TryGetValue(name + BeforeSuffix, out var before) ? before[0]?.ReplaceLineEndings("\n") : null;
}
