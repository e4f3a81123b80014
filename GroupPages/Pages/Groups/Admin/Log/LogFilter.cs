using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace GroupPages.Pages.Groups.Admin.Log;

/// <summary>Which part of the log is asked for: the query of its address, with anything unknown left out.</summary>
/// <param name="Kind">One of <see cref="AuditWords.Kinds"/>, or empty.</param>
/// <param name="Q">Part of a name of somebody who is in the group.</param>
/// <param name="Who">One person's part, who may be gone.</param>
/// <param name="From">The first day, in UTC.</param>
/// <param name="To">The last day, in UTC.</param>
/// <param name="Before">Only lines older than this one: where the next page starts.</param>
public sealed record LogFilter(string Kind, string Q, long? Who, DateOnly? From, DateOnly? To, long? Before)
{
    public bool IsEmpty => Kind.Length == 0 && Q.Length == 0 && (Who, From, To) == (null, null, null);

    public static LogFilter Parse(IQueryCollection query) => new(
        AuditWords.Kinds.Any(kind => kind.Value == query["kind"].ToString()) ? query["kind"].ToString() : "",
        query["q"].ToString().Trim() is { Length: <= 100 } text ? text : "",
        Number(query["who"]), Day(query["from"]), Day(query["to"]), Number(query["before"]));

    /// <summary>The query string of the next page, or of one person's part.</summary>
    public string Link(long? before = null, long? who = null)
    {
        Dictionary<string, string?> parts = [];
        if (Kind.Length > 0)
            parts["kind"] = Kind;
        if (Q.Length > 0 && who is null)
            parts["q"] = Q;
        if ((who ?? Who) is { } person)
            parts["who"] = $"{person}";
        if (From is { } from)
            parts["from"] = Said(from);
        if (To is { } to)
            parts["to"] = Said(to);
        if (before is not null)
            parts["before"] = $"{before}";
        return QueryHelpers.AddQueryString("", parts) is { Length: > 0 } query ? query : "?";
    }

    public static string Said(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1 and < 9999 ? day : null;

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
