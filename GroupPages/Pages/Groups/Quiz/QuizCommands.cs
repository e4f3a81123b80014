using GroupPages.Data;
using NpgsqlTypes;

namespace GroupPages.Pages.Groups.Quiz;

/// <summary>Makes a round with all its questions, and forgets one's rounds of before yesterday. The same key makes it once.</summary>
public sealed class StartRoundCommand(Database database, TimeProvider clock)
{
    /// <summary>How long a round can be gone on with.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    public Task RunAsync(GroupId group, UserId me, string key, IReadOnlyList<QuizQuestion> questions, CancellationToken cancel) =>
        database.QueryAsync("""
            WITH old AS (DELETE FROM quiz_rounds WHERE user_id = $1 AND made_at < $5 AND key <> $3),
            made AS (
                INSERT INTO quiz_rounds (user_id, group_id, key, made_at) VALUES ($1, $2, $3, $4)
                ON CONFLICT (user_id, key) DO NOTHING RETURNING id),
            asked AS (
                INSERT INTO quiz_questions (round_id, place, person_id, is_by_name, options)
                SELECT made.id, q.place, q.person, q.by_name, string_to_array(q.options, ' ')::bigint[]
                FROM made, unnest($6, $7, $8) WITH ORDINALITY AS q(person, by_name, options, place) JOIN users u ON u.id = q.person)
            SELECT 1
            """,
            [
                new() { Value = me.Value }, new() { Value = group.Value }, new() { Value = key }, new() { Value = clock.GetUtcNow() },
                new() { Value = clock.GetUtcNow() - Life },
                new() { Value = questions.Select(question => question.Person.Value).ToArray() },
                new() { Value = questions.Select(question => question.IsByName).ToArray() },
                new() { Value = questions.Select(question => string.Join(' ', question.Options)).ToArray() },
            ],
            (row, token) => row.ReadAsync(token), cancel);
}

/// <summary>
/// Writes an answer down and files the card. The first answer to a question counts; a card that another device moved at
/// the same moment stays as that left it.
/// </summary>
public sealed class AnswerCommand(Database database, TimeProvider clock)
{
    /// <param name="choice">From 1.</param>
    public Task RunAsync(GroupId group, UserId me, string round, AskedQuestion question, int choice, CancellationToken cancel)
    {
        var card = Leitner.After(question.Card, question.Options[choice - 1] == question.Person, clock.GetUtcNow());
        return database.ExecuteAsync("""
            WITH answered AS (
                UPDATE quiz_questions q SET choice = $5 FROM quiz_rounds r
                WHERE r.user_id = $1 AND r.group_id = $2 AND r.key = $3 AND q.round_id = r.id AND q.place = $4 AND q.choice IS NULL
                    AND EXISTS (SELECT FROM memberships m WHERE m.group_id = $2 AND m.user_id = q.person_id AND m.role_id >= 2)
                RETURNING q.person_id)
            INSERT INTO quiz_cards AS c (user_id, other_id, box, due_at, answered_at)
            SELECT $1, person_id, $6, $7, $8 FROM answered
            ON CONFLICT (user_id, other_id) DO UPDATE SET box = excluded.box, due_at = excluded.due_at, answered_at = excluded.answered_at
                WHERE c.answered_at = $9
            """,
            [
                new() { Value = me.Value }, new() { Value = group.Value }, new() { Value = round }, new() { Value = (short)question.Place },
                new() { Value = (short)choice }, new() { Value = (short)card.Box }, new() { Value = card.DueAt }, new() { Value = card.AnsweredAt },
                new() { Value = (object?)question.Card?.AnsweredAt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            ], cancel);
    }
}

/// <summary>Lets what I know count in the totals that leaders see, or no more.</summary>
public sealed class ShareQuizCommand(Database database)
{
    public Task RunAsync(UserId me, bool isShared, CancellationToken cancel) => database.ExecuteAsync(
        "UPDATE users SET shares_quiz = $2 WHERE id = $1 AND shares_quiz <> $2", [new() { Value = me.Value }, new() { Value = isShared }], cancel);
}
