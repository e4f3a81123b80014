using GroupPages.Access;
using GroupPages.Data;
using Npgsql;

namespace GroupPages.Pages.Groups.Quiz;

/// <summary>What somebody knows by now.</summary>
/// <param name="Avoided">Whom they blocked, and who blocked them: neither is put before the other's eyes.</param>
/// <param name="IsShared">It counts in the totals that leaders see.</param>
public sealed record Knowledge(IReadOnlyDictionary<UserId, QuizCard> Cards, IReadOnlySet<UserId> Avoided, bool IsShared)
{
    /// <summary>How well they know somebody; null when never asked about.</summary>
    public QuizCard? Of(MemberCard person) => Cards.GetValueOrDefault(person.Id);
}

/// <summary>How well a group's newcomers are known, added up over the members who let it count.</summary>
/// <param name="Sharing">How many let it count.</param>
/// <param name="Unknown">Newcomers whom none of them can name yet.</param>
public sealed record QuizTotals(int Sharing, int Newcomers, int Unknown);

/// <summary>Reads cards and rounds.</summary>
public sealed class QuizQuery(Database database)
{
    // Said once, beside each row of the same read.
    private const string Avoided =
        "ARRAY(SELECT other_id FROM blocks WHERE user_id = $1 UNION ALL SELECT user_id FROM blocks WHERE other_id = $1)";

    /// <summary>All of somebody's cards; whoever may not be seen any more is left out by the group's snapshot.</summary>
    public Task<Knowledge> KnowledgeAsync(UserId me, CancellationToken cancel) => database.QueryAsync($"""
        SELECT u.shares_quiz, {Avoided}, c.other_id, c.box, c.due_at, c.answered_at
        FROM users u LEFT JOIN quiz_cards c ON c.user_id = u.id WHERE u.id = $1
        """,
        [new() { Value = me.Value }],
        async (row, token) =>
        {
            Dictionary<UserId, QuizCard> cards = [];
            HashSet<UserId>? avoided = null;
            var isShared = false;
            while (await row.ReadAsync(token))
            {
                isShared = row.GetBoolean(0);
                avoided ??= Ids(row, 1);
                if (!row.IsDBNull(2))
                    cards[new(row.GetInt64(2))] = Card(row, 3);
            }
            return new Knowledge(cards, avoided ?? [], isShared);
        }, cancel);

    /// <summary>A round of one's own in a group; null when there is none of that key.</summary>
    public async Task<QuizRound?> RoundAsync(GroupSnapshot group, UserId me, string key, CancellationToken cancel)
    {
        HashSet<UserId>? avoided = null;
        var asked = await database.QueryAsync($"""
            SELECT q.place, q.person_id, q.is_by_name, q.options, q.choice, {Avoided}, c.box, c.due_at, c.answered_at
            FROM quiz_rounds r JOIN quiz_questions q ON q.round_id = r.id LEFT JOIN quiz_cards c ON c.user_id = r.user_id AND c.other_id = q.person_id
            WHERE r.user_id = $1 AND r.group_id = $2 AND r.key = $3 ORDER BY q.place
            """,
            [new() { Value = me.Value }, new() { Value = group.Card.Id.Value }, new() { Value = key }],
            async (row, token) =>
            {
                List<AskedQuestion> questions = [];
                while (await row.ReadAsync(token))
                {
                    avoided ??= Ids(row, 5);
                    questions.Add(new(row.GetInt16(0), new(row.GetInt64(1)), row.GetBoolean(2), [.. row.GetFieldValue<long[]>(3).Select(id => new UserId(id))],
                        row.IsDBNull(4) ? null : row.GetInt16(4), row.IsDBNull(6) ? null : Card(row, 6)));
                }
                return questions;
            }, cancel);
        return asked.Count == 0 ? null : QuizRound.Of(key, asked, group, new HashSet<UserId>(avoided ?? []) { me });
    }

    /// <summary>For leaders. A newcomer is known when somebody named them right.</summary>
    public Task<QuizTotals> TotalsAsync(GroupId group, IEnumerable<MemberCard> newcomers, CancellationToken cancel) => database.QueryAsync("""
        WITH sharing AS (
            SELECT m.user_id FROM memberships m JOIN users u ON u.id = m.user_id AND u.shares_quiz AND u.deleted_at IS NULL
            WHERE m.group_id = $1 AND m.role_id >= 2)
        SELECT (SELECT count(*) FROM sharing)::int, cardinality($2), (
            SELECT count(*) FROM unnest($2) AS newcomer(id) WHERE NOT EXISTS (
                SELECT FROM quiz_cards c JOIN sharing s ON s.user_id = c.user_id WHERE c.other_id = newcomer.id AND c.box >= $3))::int
        """,
        [
            new() { Value = group.Value }, new() { Value = newcomers.Select(member => member.Id.Value).ToArray() }, new() { Value = Leitner.Known },
        ],
        async (row, token) =>
        {
            await row.ReadAsync(token);
            return new QuizTotals(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2));
        }, cancel);

    private static HashSet<UserId> Ids(NpgsqlDataReader row, int at) => [.. row.GetFieldValue<long[]>(at).Select(id => new UserId(id))];

    private static QuizCard Card(NpgsqlDataReader row, int at) =>
        new(row.GetInt16(at), row.GetFieldValue<DateTimeOffset>(at + 1), row.GetFieldValue<DateTimeOffset>(at + 2));
}
