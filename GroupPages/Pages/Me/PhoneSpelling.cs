using System.Text.RegularExpressions;
using PhoneNumbers;

namespace GroupPages.Pages.Me;

/// <summary>
/// Phone numbers as people write them, stored as E.164 (ITU-T: a plus, country and number, at most 15 digits). Needs the
/// country, unless the number is a good one where the reader's browser says that they live.
/// </summary>
public static partial class PhoneSpelling
{
    // Longer than any number with all its spaces and brackets.
    private const int LongestTyped = 40;

    private const string NeedsCountry = "Please write the number with its country, such as +44 20 7946 0958.";

    /// <param name="region">Two letters, such as <c>DE</c>; null when nothing tells.</param>
    /// <returns>E.164, empty for an empty field; null with the fault in words.</returns>
    public static string? Read(string typed, string? region, out string? fault)
    {
        var text = typed.Trim();
        fault = null;
        if (text.Length == 0)
            return "";
        if (text.Length <= LongestTyped && Parse(text, region) is { HasExtension: false } number)
        {
            var stored = PhoneNumberUtil.GetInstance().Format(number, PhoneNumberFormat.E164);
            if (E164().IsMatch(stored))
                return stored;
        }
        fault = text.All(sign => char.IsDigit(sign) || " +-/.()".Contains(sign)) ? NeedsCountry : "This is not a phone number.";
        return null;
    }

    /// <summary>A stored number in groups, as it is read out: <c>+44 20 7946 0958</c>.</summary>
    public static string Spaced(string stored) =>
        Parse(stored, null) is { } number ? PhoneNumberUtil.GetInstance().Format(number, PhoneNumberFormat.INTERNATIONAL) : stored;

    private static PhoneNumber? Parse(string text, string? region)
    {
        var util = PhoneNumberUtil.GetInstance();
        var isWorldwide = text.StartsWith('+') || text.StartsWith("00", StringComparison.Ordinal);
        try
        {
            var number = util.Parse(text.StartsWith("00", StringComparison.Ordinal) ? "+" + text[2..] : text, isWorldwide ? null : region);
            // A guessed country must fit exactly; one that was written may have numbers younger than our list of them.
            return (isWorldwide ? util.IsPossibleNumber(number) : util.IsValidNumber(number)) ? number : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\A\+[1-9][0-9]{6,14}\z")]
    private static partial Regex E164();
}
