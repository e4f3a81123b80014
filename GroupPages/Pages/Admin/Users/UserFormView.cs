namespace GroupPages.Pages.Admin.Users;

/// <summary>The form's fields with their faults; after a lost race with what was saved meanwhile.</summary>
public sealed record UserFormView(UserForm Form, Faults Faults, UserFields? Theirs)
{
    public IEnumerable<Field> Fields =>
    [
        Of(new("firstName", "First name", Form.FirstName), Theirs?.FirstName),
        Of(new("lastName", "Last name", Form.LastName) { IsOptional = true }, Theirs?.LastName),
        Of(new("email", "Email", Form.Email) { IsOptional = true, Type = "email" }, Theirs is null ? null : Theirs.Email ?? ""),
        Of(new("phone", "Phone", Form.Phone) { IsOptional = true, Type = "tel", Hint = "With its country, such as +44 20 7946 0018." }, Theirs is null ? null : Theirs.Phone ?? ""),
        Of(new("about", "About them", Form.About) { IsOptional = true, Lines = 3, Hint = "At most 280 characters." }, Theirs?.About),
        Of(new("contactVisibleTo", "Who sees email and phone", Form.ContactVisibleTo) { Options = UserForm.Visibilities }, Theirs?.ContactVisibleTo),
    ];

    private Field Of(Field field, string? theirs) => field with
    {
        Fault = Faults.Of(field.Name),
        Theirs = theirs == (field.Value ?? "") ? null : theirs,
    };
}
