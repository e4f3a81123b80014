using System.Text.RegularExpressions;
using GroupPages.Pages.Groups.Admin.Log;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Admin.Log;

/// <summary>Every action that any command notes has its words.</summary>
public sealed partial class AuditWordsTests
{
    // Made of two parts in SQL: 'report-' || the outcome.
    private static readonly string[] Parts = ["report-"];

    [Fact]
    public void Every_action_in_the_code_has_words()
    {
        var noted = Sources().SelectMany(file => Actions(File.ReadAllText(file))).Distinct().Except(Parts).ToList();
        Assert.Contains("joined", noted);
        Assert.Contains("role-changed", noted);
        Assert.Contains("left", noted);
        Assert.Empty(noted.Where(action => !AuditWords.All.ContainsKey(action)).Order());
    }

    [Fact]
    public void Every_word_belongs_to_a_kind_and_an_action_without_words_stays_readable()
    {
        Assert.All(AuditWords.All.Values, word => Assert.Contains(AuditWords.Kinds, kind => kind.Value == word.Kind));
        Assert.Equal("{actor}: moon landed {person}", AuditWords.SentenceOf("moon-landed"));
    }

    // The literals of each INSERT INTO audit_log up to its FROM or its end, apart from those inside its details.
    private static IEnumerable<string> Actions(string source)
    {
        foreach (Match insert in Insert().Matches(source))
        {
            var statement = WithoutDetails(insert.Groups[1].Value);
            foreach (Match literal in Literal().Matches(statement))
                yield return literal.Groups[1].Value;
        }
    }

    private static string WithoutDetails(string sql)
    {
        while (sql.IndexOf("jsonb_", StringComparison.Ordinal) is >= 0 and var start)
        {
            var at = sql.IndexOf('(', start);
            if (at < 0)
                return sql[..start];
            var depth = 0;
            do
            {
                depth += sql[at] switch { '(' => 1, ')' => -1, _ => 0 };
                at++;
            }
            while (depth > 0 && at < sql.Length);
            sql = sql[..start] + sql[at..];
        }
        return Compared().Replace(sql, "");
    }

    private static IEnumerable<string> Sources()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "GroupPages.sln")))
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("GroupPages.sln is nowhere above");
        return Directory.EnumerateFiles(Path.Combine(root, "GroupPages"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "sql"), "*.sql"));
    }

    [GeneratedRegex(@"INSERT\s+INTO\s+audit_log\s*\([^)]*\)(.*?)(?:""""""|\n\s*SELECT\b(?!\s+\$)|;)", RegexOptions.Singleline)]
    private static partial Regex Insert();

    [GeneratedRegex("'([a-z]+(?:-[a-z]+)*-?)'")]
    private static partial Regex Literal();

    [GeneratedRegex("(?:=|<>|IN \\()\\s*'[^']*'|->>?\\s*'[^']*'")]
    private static partial Regex Compared();
}
