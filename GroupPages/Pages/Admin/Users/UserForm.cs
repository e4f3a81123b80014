using System.Text.RegularExpressions;
using GroupPages.Data;

namespace GroupPages.Pages.Admin.Users;

/// <summary>A person's profile as it is stored.</summary>
public sealed record UserFields(
    string FirstName, string LastName, string? Email, string? Phone, string About, string ContactVisibleTo);

/// <summary>A person's profile as it stands in the form: whatever was typed.</summary>
public sealed partial class UserForm
{
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public string? About { get; set; }
    public string? ContactVisibleTo { get; set; } = "group";

    /// <summary>Of the row that was shown: saving over another one is told first.</summary>
    public string? Version { get; set; }

    public static IReadOnlyList<(string Name, string Words)> Visibilities { get; } =
        [("group", "People of their groups"), ("leaders", "Leaders only"), ("nobody", "Nobody")];

    public static UserForm Of(UserFields user, string version) => new()
    {
        FirstName = user.FirstName,
        LastName = user.LastName,
        Email = user.Email,
        Phone = user.Phone,
        About = user.About,
        ContactVisibleTo = user.ContactVisibleTo,
        Version = version,
    };

    /// <summary>What was typed, by the rules of PRODUCT.md section 6; null with the faults noted.</summary>
    public UserFields? Check(Faults faults)
    {
        var first = TextRules.Line(FirstName, 1, 40, "The first name", out var firstFault);
        var last = TextRules.Line(LastName, 0, 40, "The last name", out var lastFault);
        var about = TextRules.Body(About, 0, 280, "The text about them", out var aboutFault);
        string? email = null, emailFault = null;
        if (!string.IsNullOrWhiteSpace(Email))
            email = EmailAddress.Read(Email, out emailFault);
        var phone = PhoneFrame().Replace(Phone ?? "", "");
        faults.Note("firstName", firstFault);
        faults.Note("lastName", lastFault);
        faults.Note("email", emailFault);
        faults.Note("phone", phone.Length > 0 && !PhoneShape().IsMatch(phone) ? "Please give the number with its country, such as +44 20 7946 0018." : null);
        faults.Note("about", aboutFault);
        faults.NoteChoice("contactVisibleTo", ContactVisibleTo, Visibilities.Select(choice => choice.Name));
        if (faults.Count > 0)
            return null;
        return new(first!, last!, email, phone.Length == 0 ? null : phone, about!,
            ContactVisibleTo is "leaders" or "nobody" ? ContactVisibleTo : "group");
    }

    [GeneratedRegex(@"[\s().\-/]")]
    private static partial Regex PhoneFrame();

    // E.164, as the database has it.
    [GeneratedRegex(@"\A\+[1-9][0-9]{6,14}\z")]
    private static partial Regex PhoneShape();
}
