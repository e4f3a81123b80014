using System.Text;
using GroupPages.Pages.Groups.Admin.Import;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Admin.Import;

/// <summary>Files as spreadsheets write them.</summary>
public sealed class ImportFileTests
{
    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    [Theory]
    [InlineData("Vorname;Name;E-Mail\r\nJürgen;Groß;j@example.org\r\n", "utf-8")]
    [InlineData("Vorname;Name;E-Mail\r\nJürgen;Groß;j@example.org\r\n", "utf-8 with mark")]
    [InlineData("Vorname;Name;E-Mail\r\nJürgen;Groß;j@example.org\r\n", "windows")]
    [InlineData("Vorname;Name;E-Mail\r\nJürgen;Groß;j@example.org\r\n", "utf-16")]
    [InlineData("sep=;\r\nVorname;Name;E-Mail\r\nJürgen;Groß;j@example.org\r\n", "utf-8")]
    [InlineData("Vorname,Name,E-Mail\nJürgen,Groß,j@example.org", "utf-8")]
    [InlineData("Vorname\tName\tE-Mail\n\n\"Jürgen\"\t\"Groß\"\t j@example.org \n\t\t\n", "windows")]
    public void Separator_encoding_and_blank_lines_are_found_out(string text, string encoding)
    {
        var (rows, fault) = ImportFile.Read(encoding switch
        {
            "windows" => Windows.GetBytes(text),
            "utf-16" => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)],
            "utf-8 with mark" => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)],
            _ => Encoding.UTF8.GetBytes(text),
        });
        Assert.Null(fault);
        Assert.Equal([["Vorname", "Name", "E-Mail"], ["Jürgen", "Groß", "j@example.org"]], rows);
        var (columns, hasHeader) = ImportColumns.Guess(rows);
        Assert.Equal(["first", "last", "email"], columns);
        Assert.True(hasHeader);
    }

    [Fact]
    public void Quotes_keep_line_breaks_and_separators_and_a_guard_against_formulas_comes_off()
    {
        var (rows, _) = ImportFile.Read("Ann,\"likes \"\"tea\"\";\nand cake, too\",'+4917112345\nBob,'tis,"u8.ToArray());
        Assert.Equal([["Ann", "likes \"tea\";\nand cake, too", "+4917112345"], ["Bob", "'tis", ""]], rows);
    }

    [Theory]
    [InlineData("", "nothing in it")]
    [InlineData(" \r\n ", "nothing in it")]
    [InlineData("PK\u0003\u0004\0\0", "no CSV file")]
    [InlineData("a,b\n\"never ends,c\nd,e\nf,g\n", "quotation mark")]
    public void What_is_no_list_is_told_in_words(string text, string words) =>
        Assert.Contains(words, ImportFile.Read(Encoding.UTF8.GetBytes(text)).Fault);

    [Fact]
    public void Too_much_is_told_in_words()
    {
        Assert.Equal(ImportFile.TooLarge, ImportFile.Read(new byte[ImportFile.MaxBytes + 1]).Fault);
        Assert.Equal(ImportFile.TooLarge, ImportFile.Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Ann,Moore\n", 10_002)))).Fault);
        Assert.Null(ImportFile.Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Ann,Moore\n", 10_001)))).Fault);
        Assert.Contains("31 columns", ImportFile.Read(Encoding.UTF8.GetBytes(new string(',', 30))).Fault);
    }

    [Theory]
    [InlineData("Ann Moore,ann@example.org|Bob,bob@example.org", "name,email", false)]
    [InlineData("Ann,Moore,ann@example.org", "first,last,email", false)]
    [InlineData("Full name,Mobile phone,Notes|x,y,z", "name,phone,", true)]
    [InlineData("Prénom;Nom;Courriel;Portable|x;y;z;1", "first,last,email,phone", true)]
    [InlineData("Email,Email,First|x,y,z", "email,,first", true)]
    public void Columns_are_guessed(string text, string columns, bool hasHeader)
    {
        var (rows, _) = ImportFile.Read(Encoding.UTF8.GetBytes(text.Replace('|', '\n')));
        var guess = ImportColumns.Guess(rows);
        Assert.Equal((columns, hasHeader), (string.Join(',', guess.Columns), guess.HasHeader));
    }

    [Theory]
    [InlineData("Moore, Ann", "Ann", "Moore")]
    [InlineData("Ann Mary  Moore", "Ann Mary", "Moore")]
    [InlineData("Ann", "Ann", "")]
    public void A_whole_name_is_taken_apart(string name, string first, string last)
    {
        var row = Assert.Single(ImportPlan.Make([[name]], ["name"], false, []).Rows);
        Assert.Equal((first, last, "create"), (row.First, row.Last, row.Outcome));
    }

    [Theory]
    [InlineData("+49 (0)171 / 123-456", "+49171123456", "")]
    [InlineData("0049 171 123456", "+49171123456", "")]
    [InlineData("0171 123456", "", "left out")]
    public void A_phone_number_needs_its_country(string typed, string phone, string words)
    {
        var row = Assert.Single(ImportPlan.Make([["Ann", typed]], ["first", "phone"], false, []).Rows);
        Assert.Equal((phone, "create"), (row.Phone, row.Outcome));
        Assert.Contains(words, row.Reason);
    }
}
