using GroupPages.Tests.Support;
using Npgsql;
using Xunit;

namespace GroupPages.Tests.Data;

/// <summary>Rows the database itself refuses, whoever writes them.</summary>
public sealed class ConstraintTests(ConstraintTests.Site site) : IClassFixture<ConstraintTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    private const string Code = "INSERT INTO join_codes (group_id, owner_id, kind, code, expires_at, use_limit, uses) VALUES ({g}, {u}, ";
    private const string Word = "now() + interval '1 day', NULL, 0)";

    public static TheoryData<string> Good { get; } = new(
        "INSERT INTO users (first_name) VALUES (repeat('🎉', 40))", "INSERT INTO users (first_name, phone) VALUES ('A', '+491701234567')",
        "INSERT INTO groups (slug, name) VALUES ('a-1-b', 'Abc')", "INSERT INTO groups (slug, name) VALUES (repeat('x', 60), repeat('é', 80))",
        Code + $"'group', 'summer-2026', {Word}", Code + "'group', '01234567890123456789abcdef', NULL, 1, 1)",
        "INSERT INTO messages (conversation_id, seq, changed_seq, number, text) VALUES ({c}, 1, 1, 1, repeat('🎉', 4000))");

    public static TheoryData<string, string> Bad { get; } = new()
    {
        { "INSERT INTO users (first_name) VALUES ('')", "23514" },
        { "INSERT INTO users (first_name) VALUES (repeat('a', 41))", "23514" },
        { "INSERT INTO users (first_name) VALUES (' a')", "23514" },
        { "INSERT INTO users (first_name) VALUES ('a ')", "23514" },
        { "INSERT INTO users (first_name) VALUES (E'a\\tb')", "23514" },
        { "INSERT INTO users (first_name) VALUES (E'a\\u0085b')", "23514" },
        { "INSERT INTO users (first_name) VALUES (NULL)", "23502" },
        { "INSERT INTO users (first_name, last_name) VALUES ('a', repeat('b', 41))", "23514" },
        { "INSERT INTO users (first_name, about) VALUES ('a', repeat('b', 281))", "23514" },
        { "INSERT INTO users (first_name, phone) VALUES ('a', '0170 1234567')", "23514" },
        { "INSERT INTO users (first_name, contact_visible_to) VALUES ('a', 'everybody')", "23514" },
        { "INSERT INTO users (first_name, is_managed, is_site_admin) VALUES ('a', true, true)", "23514" },
        { "INSERT INTO users (first_name, is_managed, password_hash) VALUES ('a', true, 'x')", "23514" },
        { "INSERT INTO users (first_name, email) VALUES ('a', 'A@example.org'), ('b', 'a@EXAMPLE.org')", "23505" },
        { "INSERT INTO sessions (token_hash, user_id, expires_at) VALUES ('\\x00', {u}, now())", "23514" },
        { "INSERT INTO sessions (token_hash, user_id, expires_at) SELECT sha256('a'), {u}, now() FROM generate_series(1, 2)", "23505" },
        { "INSERT INTO sessions (token_hash, user_id, expires_at) VALUES (sha256('a'), 0, now())", "23503" },
        { "INSERT INTO login_codes (code_hash, user_id, expires_at) VALUES (sha256('a'), {u}, now() - interval '1 s')", "23514" },
        { "INSERT INTO groups (slug, name) VALUES ('ab', 'Abc')", "23514" },
        { "INSERT INTO groups (slug, name) VALUES (repeat('x', 61), 'Abc')", "23514" },
        { "INSERT INTO groups (slug, name) VALUES ('Abc', 'Abc')", "23514" },
        { "INSERT INTO groups (slug, name) VALUES ('a--b', 'Abc')", "23514" },
        { "INSERT INTO groups (slug, name) VALUES ('-ab', 'Abc')", "23514" },
        { "INSERT INTO groups (slug, name) VALUES ('ab-', 'Abc')", "23514" },
        { "INSERT INTO groups (slug, name) VALUES (E'abc\\n', 'Abc')", "23514" },
        { "INSERT INTO groups (slug, name) VALUES ('abc', 'Ab')", "23514" },
        { "INSERT INTO groups (slug, name) VALUES ('abc', 'Abc'), ('abc', 'Abd')", "23505" },
        { "INSERT INTO groups (slug, name, description) VALUES ('abc', 'Abc', repeat('x', 1001))", "23514" },
        { "INSERT INTO groups (slug, name, join_policy) VALUES ('abc', 'Abc', 'closed')", "23514" },
        { "INSERT INTO groups (slug, name, visibility) VALUES ('abc', 'Abc', 'public')", "23514" },
        { "INSERT INTO groups (slug, name, type_id) VALUES ('abc', 'Abc', 99)", "23503" },
        { Code + $"'other', 'summer-2027', {Word}", "23514" },
        { Code + $"'group', 'Summer-2027', {Word}", "23514" },
        { Code + $"'group', 'short', {Word}", "23514" },
        { Code + $"'group', 'a-word-of-twentyfive-char', {Word}", "23514" },
        { Code + "'group', 'summer-2027', NULL, NULL, 0)", "23514" },
        { Code + "'group', '01234567890123456789abcdeg', NULL, 0, 0)", "23514" },
        { Code + "'group', '01234567890123456789abcdeg', NULL, 1, 2)", "23514" },
        { Code + "'personal', '01234567890123456789abcde1', NULL, NULL, 0), ({g}, {u}, 'personal', '01234567890123456789abcde2', NULL, NULL, 0)", "23505" },
        { Code + $"'group', 'twice-the-same', {Word}, ({{g}}, {{u}}, 'group', 'twice-the-same', {Word}", "23505" },
        { "INSERT INTO memberships (group_id, user_id) VALUES ({g}, {u})", "23505" },
        { "INSERT INTO memberships (group_id, user_id, role_id) VALUES ({g}, {v}, 4)", "23503" },
        { "INSERT INTO memberships (group_id, user_id, join_key) VALUES ({g}, {v}, '')", "23514" },
        { "INSERT INTO met_marks (user_id, other_id) VALUES ({u}, {u})", "23514" },
        { "INSERT INTO met_marks (user_id, other_id) VALUES ({u}, {v}), ({u}, {v})", "23505" },
        { "INSERT INTO conversations (kind, group_id) VALUES ('room', {g})", "23505" },
        { "INSERT INTO conversations (kind) VALUES ('room')", "23514" },
        { "INSERT INTO conversations (kind, group_id) VALUES ('direct', {g})", "23514" },
        { "INSERT INTO conversations (kind, pair) VALUES ('direct', '1:2'), ('direct', '1:2')", "23505" },
        { "INSERT INTO blocks (user_id, other_id) VALUES ({u}, {u})", "23514" },
        { "INSERT INTO messages (conversation_id, seq, changed_seq, number, text) VALUES ({c}, 2, 1, 1, 'x')", "23514" },
        { "INSERT INTO messages (conversation_id, seq, changed_seq, number, text) VALUES ({c}, 1, 1, 1, repeat('x', 4001))", "23514" },
        { "INSERT INTO messages (conversation_id, seq, changed_seq, number, text) VALUES ({c}, 1, 2, 1, 'x'), ({c}, 2, 2, 2, 'x')", "23505" },
        { "INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text, key) VALUES ({c}, 1, 1, 1, {u}, 'x', 'k'), ({c}, 2, 2, 2, {u}, 'x', 'k')", "23505" },
        { "INSERT INTO audit_log (action) VALUES ('Made It')", "23514" },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public async Task A_good_row_is_taken(string sql) => await InsertAsync(sql);

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_bad_row_is_refused(string sql, string state) =>
        Assert.Equal(state, (await Assert.ThrowsAsync<PostgresException>(() => InsertAsync(sql))).SqlState);

    [Fact]
    public async Task Whoever_is_erased_leaves_messages_without_author_and_nothing_else()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        await ruth.SayAsync(group, "Hello");
        await site.SqlAsync("DELETE FROM users WHERE id = $1", ruth.UserId);
        Assert.Equal(1, await site.CountAsync("messages WHERE conversation_id = $1 AND author_id IS NULL", group.Room));
        Assert.Equal(0, await site.CountAsync("sessions WHERE user_id = $1", ruth.UserId));
        Assert.Equal(1, await site.CountAsync("memberships WHERE group_id = $1", group.Id));
        Assert.Contains("Somebody who left", (await group.Leader.PageAsync($"{group.Path}/chat")).Body!.TextContent);
    }

    private async Task InsertAsync(string sql)
    {
        var group = await site.NewGroupAsync();
        await site.SqlAsync(sql.Replace("{g}", $"{group.Id}", StringComparison.Ordinal).Replace("{u}", $"{group.Leader.UserId}", StringComparison.Ordinal)
            .Replace("{v}", $"{await site.NewUserAsync("Val")}", StringComparison.Ordinal).Replace("{c}", $"{group.Room}", StringComparison.Ordinal));
    }
}
