using GroupPages.Data;

namespace GroupPages.Pages.Me;

/// <summary>One field of the profile: its rule, and what stands in it right now.</summary>
/// <param name="Name">As the form calls it (PRODUCT.md, section 3).</param>
/// <param name="Before">What it said when the form was made; null when the sender did not say.</param>
/// <param name="Typed">What was typed; null when the form did not send it, which leaves it as it is.</param>
public sealed record ProfileField(string Name, string? Before, string? Typed)
{
    /// <summary>Who may see phone and email, and the words for it.</summary>
    public static readonly IReadOnlyList<(string Name, string Label)> Audiences =
        [("group", "Everybody in my groups"), ("leaders", "Only leaders of my groups"), ("nobody", "Nobody")];

    public static readonly IReadOnlyList<string> Names = ["firstName", "lastName", "phone", "about", "contactVisibleTo"];

    /// <summary>As it would be stored; null when it cannot be.</summary>
    public string? Value { get; init; }

    /// <summary>What is wrong with it, in words.</summary>
    public string? Fault { get; init; }

    /// <summary>What somebody else wrote there while it was being typed: another tab, another device.</summary>
    public string? Meanwhile { get; init; }

    /// <summary>What its input shows.</summary>
    public string Shown => Typed ?? Before ?? "";

    /// <summary>What is to be written; null leaves it alone. Who did not touch a field does not take back what another tab wrote.</summary>
    public string? Change => Value == Before ? null : Value;

    /// <param name="region">Where a phone number without a country is from, such as <c>DE</c>; null when nothing tells.</param>
    public ProfileField Checked(string? region)
    {
        if (Typed is null)
            return this;
        string? fault = null;
        var value = Name switch
        {
            "firstName" => TextRules.Line(Typed, 1, 40, "Your first name", out fault),
            "lastName" => TextRules.Line(Typed, 0, 40, "Your last name", out fault),
            "phone" => PhoneSpelling.Read(Typed, region, out fault),
            "about" => TextRules.Body(Typed, 0, 280, "What you say about yourself", out fault),
            _ => Audiences.Any(audience => audience.Name == Typed) ? Typed : null,
        };
        return this with { Value = value, Fault = value is null ? fault ?? "Please choose one of these." : null };
    }
}
