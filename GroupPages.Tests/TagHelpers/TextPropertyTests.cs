using System.Text.Encodings.Web;
using System.Text.Unicode;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using FsCheck.Fluent;
using FsCheck.Xunit;
using GroupPages.Access;
using GroupPages.Data;
using GroupPages.TagHelpers;
using Xunit;

namespace GroupPages.Tests.TagHelpers;

/// <summary>For any string at all, half surrogate pairs and noncharacters among them.</summary>
public sealed class TextPropertyTests
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    [Property(Arbitrary = [typeof(Hostile)], MaxTest = 2_000)]
    public void Linked_text_reads_as_what_was_typed_and_has_no_element_but_web_links(HostileText typed)
    {
        // Control characters are refused before they get here, and HTML has no way to write them.
        var text = string.Concat(typed.Value.Where(c => !char.IsControl(c) || c is '\n' or '\t'));
        using var writer = new StringWriter();
        LinkedText.Of(text).WriteTo(writer, Encoder);
        var body = new HtmlParser().ParseDocument($"<body><div>{writer}</div>").QuerySelector("div")!;
        Assert.Equal(Whole(text), body.TextContent);
        foreach (var element in body.QuerySelectorAll("*"))
        {
            var link = Assert.IsType<IHtmlAnchorElement>(element, exactMatch: false);
            Assert.StartsWith("http", link.GetAttribute("href"), StringComparison.OrdinalIgnoreCase);
            Assert.Equal(["href", "rel", "target"], link.Attributes.Select(attribute => attribute.Name).Order());
        }
    }

    [Property(Arbitrary = [typeof(Hostile)], MaxTest = 1_000)]
    public void What_a_rule_lets_through_keeps_the_rule(HostileText typed)
    {
        var line = TextRules.Line(typed.Value, 1, 40, "It", out var fault);
        Assert.True(line is null ^ fault is null);
        if (line is not null)
        {
            Assert.InRange(TextRules.Length(line), 1, 40);
            Assert.DoesNotContain(line, char.IsControl);
            Assert.Equal(line, TextRules.Line(line, 1, 40, "It", out _));
        }
        var body = TextRules.Body(typed.Value, 0, 4_000, "It", out _);
        if (body is null) return;
        Assert.DoesNotContain('\r', body);
        Assert.Equal(body, TextRules.Body(body, 0, 4_000, "It", out _));
    }

    [Property(Arbitrary = [typeof(Hostile)], MaxTest = 1_000)]
    public void Folding_never_throws_and_folds_but_once(HostileText typed) =>
        Assert.Equal(TextRules.Fold(typed.Value), TextRules.Fold(TextRules.Fold(typed.Value)));

    [Property(Arbitrary = [typeof(Hostile)], MaxTest = 1_000)]
    public void Initials_never_throw(HostileText first, HostileText last) => Assert.NotNull(AvatarTagHelper.Initials(first.Value, last.Value));

    [Property(Arbitrary = [typeof(Hostile)], MaxTest = 1_000)]
    public void A_code_or_slug_is_letters_digits_and_single_hyphens_or_nothing(HostileText typed)
    {
        if (JoinCodes.Normalize(typed.Value) is { } code)
        {
            Assert.Matches(@"\A[a-z0-9]+(-[a-z0-9]+)*\z", code);
            Assert.InRange(code.Length, 4, 64);
            Assert.Equal(code, JoinCodes.Normalize(code));
        }
        if (!Slug.IsValid(typed.Value)) return;
        Assert.Matches(@"\A[a-z0-9]+(-[a-z0-9]+)*\z", typed.Value);
        Assert.InRange(typed.Value.Length, 3, 60);
    }

    [Fact]
    public void A_long_run_of_addresses_and_brackets_is_read_in_good_time()
    {
        var started = TimeProvider.System.GetTimestamp();
        // A page has fifty messages.
        foreach (var text in Enumerable.Repeat(new[] { "http://" + new string('(', 3_990), "http://a" + new string(')', 3_990), string.Concat(Enumerable.Repeat("http://", 570)) }, 50).SelectMany(all => all))
            LinkedText.Of(text).WriteTo(TextWriter.Null, Encoder);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds, 0, 2_000);
    }

    // Half a pair is no character; it is written as U+FFFD.
    private static string Whole(string text) => string.Concat(text.EnumerateRunes());

    /// <summary>A string made of what breaks things.</summary>
    public sealed record HostileText(string Value);

    public static class Hostile
    {
        private static readonly string[] Pieces =
        [
            "http://", "https://", "HTTPS://a.b/", "javascript:", "example.org", "<script>", "</a>", "<img src=x onerror=alert(1)>", "\"", "'", "&", "&lt;", "&#0;",
            "(", ")", ".", ",", "?", "=", "/", "\\", " ", "\n", "\r\n", "\t", "é", "e\u0301", "\u200B", "\u202E", "👨‍👩‍👧", "\uFFFE", "\uFFFF", "a", "B", "9", "-", "--",
            "\uD83C", "\uDF89", "İ", "ß", "K",
        ];

        public static FsCheck.Arbitrary<HostileText> Any() =>
            Gen.OneOf(Gen.Elements(Pieces), FsCheck.FSharp.ArbMap.defaults.ArbFor<FsCheck.UnicodeString>().Generator.Select(text => text.Get ?? ""),
                    FsCheck.FSharp.ArbMap.defaults.ArbFor<char>().Generator.Select(c => c.ToString()))
                .ListOf().Select(parts => new HostileText(string.Concat(parts))).ToArbitrary();
    }
}
