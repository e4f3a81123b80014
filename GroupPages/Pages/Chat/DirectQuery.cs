using GroupPages.Data;
using Npgsql;

namespace GroupPages.Pages.Chat;

/// <summary>Somebody in a direct conversation, as another one there sees them.</summary>
/// <param name="Slug">A group both are in, where their page is; null without one.</param>
/// <param name="HasLeft">Left the conversation, or has no account any more.</param>
/// <param name="MayHear">The reader may write to them.</param>
public sealed record Companion(UserId Id, string FirstName, string LastName, string? Slug, bool HasLeft, bool MayHear)
{
    /// <summary>The key of their photo; null without one.</summary>
    public string? Photo { get; init; }

    public string FullName => LastName.Length == 0 ? FirstName : $"{FirstName} {LastName}";
}

/// <summary>A direct conversation around its messages.</summary>
/// <param name="IsPair">Between two people: it has no name of its own.</param>
/// <param name="OnlyGroup">The slug of the reader's group when they are in just one; the page then stands in its frame.</param>
public sealed record DirectView(string Name, bool IsPair, IReadOnlyList<Companion> Others, string? OnlyGroup)
{
    /// <summary>What the reader knows it by.</summary>
    public string Called => ConversationName.Of(Name, [.. Others.Select(other => (other.FirstName, other.LastName, other.HasLeft))], IsPair);

    /// <summary>Why the reader cannot write here; null when somebody is there who may hear them.</summary>
    public string? WhyNot => Others.Any(other => other.MayHear && !other.HasLeft) ? null
        : IsPair && Others is [{ HasLeft: true, MayHear: true } gone] ? $"{gone.FirstName} has left this conversation. You can start it again from their page."
        : Others.All(other => other.HasLeft) ? "Nobody else is here any more."
        : ChatErrors.NoLonger;
}

/// <summary>What a direct conversation is called.</summary>
public static class ConversationName
{
    /// <param name="given">The name it was given; empty for the names of its people.</param>
    /// <param name="others">Its people but the reader.</param>
    /// <param name="isPair">Two by design: it keeps the other one's name when they leave.</param>
    public static string Of(string given, IReadOnlyList<(string First, string Last, bool HasLeft)> others, bool isPair)
    {
        if (given.Length > 0)
            return given;
        if (isPair && others is [var (first, last, _)])
            return last.Length == 0 ? first : $"{first} {last}";
        var here = others.Where(other => !other.HasLeft).Select(other => other.First).ToList();
        return here.Count == 0 ? "Nobody else" : string.Join(", ", here);
    }
}

/// <summary>The people of a direct conversation, for one of them.</summary>
public sealed class DirectQuery(Database database)
{
    private const string Sql = """
        SELECT c.name, c.pair IS NOT NULL,
            (SELECT min(g.slug) FROM memberships m JOIN groups g ON g.id = m.group_id AND g.deleted_at IS NULL
             WHERE m.user_id = $2 AND m.role_id >= 2 HAVING count(*) = 1),
            u.id, u.first_name, u.last_name,
            (SELECT min(g.slug) FROM memberships mine
             JOIN memberships theirs ON theirs.group_id = mine.group_id AND theirs.user_id = u.id AND theirs.role_id >= 2
             JOIN groups g ON g.id = mine.group_id AND g.deleted_at IS NULL
             WHERE mine.user_id = $2 AND mine.role_id >= 2),
            p.left_at IS NOT NULL OR u.deleted_at IS NOT NULL, may_write_to($2, u.id),
            CASE WHEN u.deleted_at IS NULL THEN u.photo END
        FROM conversations c
        LEFT JOIN participants p ON p.conversation_id = c.id AND p.user_id <> $2
        LEFT JOIN users u ON u.id = p.user_id
        WHERE c.id = $1
        ORDER BY p.joined_at, u.id
        """;

    public Task<DirectView> RunAsync(ConversationId conversation, UserId reader, CancellationToken cancel) => database.QueryAsync(Sql,
        [new() { Value = conversation.Value }, new() { Value = reader.Value }], ReadAsync, cancel);

    /// <summary>Whether somebody may send links and photos there (sql/0043).</summary>
    /// <param name="firstDaySince">Who joined after it is new.</param>
    public Task<bool> MayShareAsync(ConversationId conversation, UserId author, DateTimeOffset firstDaySince, CancellationToken cancel) => database.QueryAsync(
        "SELECT may_share_in($1, $2, $3)", [new() { Value = conversation.Value }, new() { Value = author.Value }, new() { Value = firstDaySince }],
        async (row, token) => await row.ReadAsync(token) && row.GetBoolean(0), cancel);

    private static async Task<DirectView> ReadAsync(NpgsqlDataReader row, CancellationToken cancel)
    {
        var (name, isPair, only) = ("", false, (string?)null);
        List<Companion> others = [];
        while (await row.ReadAsync(cancel))
        {
            (name, isPair, only) = (row.GetString(0), row.GetBoolean(1), row.IsDBNull(2) ? null : row.GetString(2));
            if (!row.IsDBNull(3))
                others.Add(new(new(row.GetInt64(3)), row.GetString(4), row.GetString(5), row.IsDBNull(6) ? null : row.GetString(6),
                    row.GetBoolean(7), row.GetBoolean(8))
                {
                    Photo = row.IsDBNull(9) ? null : row.GetString(9),
                });
        }
        // Of two people, one is erased: their row is gone with them.
        if (isPair && others.Count == 0)
            others.Add(new(default, "Somebody who left", "", null, true, false));
        return new(name, isPair, others, only);
    }
}
