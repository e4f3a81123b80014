using GroupPages.Data;

namespace GroupPages.Pages.Me.Export;

/// <summary>A message of mine.</summary>
public sealed record MyMessage(long Conversation, long Seq, string Text, DateTimeOffset At, DateTimeOffset? EditedAt, DateTimeOffset? DeletedAt);

/// <summary>A photo of mine: its key, and the message it came with, if any.</summary>
public sealed record MyPhoto(long Id, string Key, long? Conversation, long? Seq);

/// <summary>Reads what is mine, a bounded piece at a time: no connection is held while a slow phone takes it.</summary>
public sealed class ExportQuery(Database database)
{
    public const int PageSize = 500;

    // What there is once of each kind. Whoever has more than ten thousand of something has the latest of it.
    private const string AboutSql = """
        SELECT json_build_object(
            'profile', (SELECT json_build_object('id', u.id, 'firstName', u.first_name, 'lastName', u.last_name, 'email', u.email, 'phone', u.phone,
                'about', u.about, 'contactVisibleTo', u.contact_visible_to, 'siteAdmin', u.is_site_admin, 'sharesQuiz', u.shares_quiz, 'photo', u.photo,
                'hasPassword', u.password_hash IS NOT NULL, 'emailConfirmedAt', u.email_verified_at, 'createdAt', u.created_at) FROM users u WHERE u.id = $1),
            'groups', (SELECT coalesce(json_agg(json_build_object('slug', g.slug, 'name', g.name, 'role', r.name, 'joinedAt', m.joined_at) ORDER BY m.joined_at), '[]')
                FROM memberships m JOIN groups g ON g.id = m.group_id JOIN member_roles r ON r.id = m.role_id WHERE m.user_id = $1),
            'met', (SELECT coalesce(json_agg(to_jsonb(m) - 'user_id' - 'other_id' || jsonb_build_object('name', btrim(o.first_name || ' ' || o.last_name))), '[]')
                FROM (SELECT * FROM met_marks WHERE user_id = $1 ORDER BY met_at DESC LIMIT 10000) m JOIN users o ON o.id = m.other_id),
            'notes', (SELECT coalesce(json_agg(json_build_object('about', btrim(o.first_name || ' ' || o.last_name), 'text', n.text, 'writtenAt', n.written_at)), '[]')
                FROM (SELECT * FROM person_notes WHERE user_id = $1 ORDER BY written_at DESC LIMIT 10000) n JOIN users o ON o.id = n.other_id),
            'quiz', (SELECT coalesce(json_agg(json_build_object('name', btrim(o.first_name || ' ' || o.last_name), 'box', q.box, 'dueAt', q.due_at, 'answeredAt', q.answered_at)), '[]')
                FROM (SELECT * FROM quiz_cards WHERE user_id = $1 ORDER BY due_at LIMIT 10000) q JOIN users o ON o.id = q.other_id),
            'lookingAfter', (SELECT coalesce(json_agg(json_build_object('firstName', u.first_name, 'lastName', u.last_name, 'since', k.created_at)), '[]')
                FROM guardians k JOIN users u ON u.id = k.user_id WHERE k.guardian_id = $1),
            'blocked', (SELECT coalesce(json_agg(json_build_object('name', btrim(o.first_name || ' ' || o.last_name), 'since', b.created_at)), '[]')
                FROM (SELECT * FROM blocks WHERE user_id = $1 LIMIT 10000) b JOIN users o ON o.id = b.other_id),
            'devices', (SELECT coalesce(json_agg(json_build_object('device', s.device, 'since', s.created_at, 'lastSeenAt', s.last_seen_at)), '[]')
                FROM sessions s WHERE s.user_id = $1),
            'waitingEmail', (SELECT p.email FROM pending_emails p WHERE p.user_id = $1),
            'joinCodes', (SELECT coalesce(json_agg(json_build_object('group', g.slug, 'kind', j.kind, 'code', j.code, 'label', j.label, 'uses', j.uses, 'revokedAt', j.revoked_at) ORDER BY j.id), '[]')
                FROM join_codes j JOIN groups g ON g.id = j.group_id WHERE j.owner_id = $1),
            'loginCodes', (SELECT coalesce(json_agg(json_build_object('madeAt', l.created_at, 'usedAt', l.used_at, 'byMyself', l.made_by = $1) ORDER BY l.id), '[]')
                FROM login_codes l WHERE l.user_id = $1),
            'beenHereBefore', (SELECT coalesce(json_agg(json_build_object('group', g.slug, 'words', c.words, 'askedAt', c.asked_at, 'outcome', c.outcome) ORDER BY c.id), '[]')
                FROM reclaims c JOIN groups g ON g.id = c.group_id WHERE c.user_id = $1 OR c.old_id = $1),
            'leadersNotes', (SELECT coalesce(json_agg(json_build_object('group', g.slug, 'email', n.email)), '[]')
                FROM member_notes n JOIN groups g ON g.id = n.group_id WHERE n.user_id = $1),
            'bans', (SELECT coalesce(json_agg(json_build_object('group', g.slug, 'since', b.created_at, 'until', b.expires_at)), '[]')
                FROM bans b JOIN groups g ON g.id = b.group_id WHERE b.user_id = $1),
            'conversations', (SELECT coalesce(json_agg(json_build_object('id', c.id, 'kind', c.kind, 'name', coalesce(g.name, nullif(c.name, '')), 'joinedAt', p.joined_at,
                    'leftAt', p.left_at, 'muted', p.is_muted, 'mentionsOnly', p.mentions_only) ORDER BY c.id), '[]')
                FROM participants p JOIN conversations c ON c.id = p.conversation_id LEFT JOIN groups g ON g.id = c.group_id WHERE p.user_id = $1),
            'notifications', (SELECT json_build_object('digest', n.wants_digest, 'quietFrom', n.quiet_from, 'quietTo', n.quiet_to, 'timeZone', n.time_zone)
                FROM notification_settings n WHERE n.user_id = $1),
            'reactions', (SELECT coalesce(json_agg(json_build_object('conversation', r.conversation_id, 'seq', r.seq, 'emoji', r.emoji, 'at', r.created_at)), '[]')
                FROM (SELECT * FROM reactions WHERE user_id = $1 ORDER BY created_at DESC LIMIT 10000) r),
            'reports', (SELECT coalesce(json_agg(json_build_object('conversation', r.conversation_id, 'seq', r.seq, 'reason', x.name, 'words', r.words, 'at', r.created_at)), '[]')
                FROM reports r JOIN report_reasons x ON x.id = r.reason_id WHERE r.reporter_id = $1),
            'notices', (SELECT coalesce(json_agg(json_build_object('text', n.text, 'at', n.created_at, 'readAt', n.read_at) ORDER BY n.id), '[]')
                FROM notices n WHERE n.user_id = $1),
            'log', (SELECT coalesce(json_agg(json_build_object('at', a.at, 'action', a.action, 'mine', a.actor_id = $1) ORDER BY a.id), '[]')
                FROM (SELECT * FROM audit_log WHERE actor_id = $1 OR user_id = $1 ORDER BY id DESC LIMIT 10000) a))
        """;

    /// <summary>Everything but the messages and photos, as JSON.</summary>
    public Task<string> AboutAsync(UserId me, CancellationToken cancel) => database.QueryAsync(AboutSql, [new() { Value = me.Value }],
        async (row, token) => await row.ReadAsync(token) ? row.GetString(0) : "{}", cancel);

    /// <summary>My messages after one, by conversation and number. Taken back they have no words; hidden ones are still mine.</summary>
    public Task<List<MyMessage>> MessagesAsync(UserId me, long conversation, long seq, CancellationToken cancel) => database.QueryAsync($"""
        SELECT conversation_id, seq, text, created_at, edited_at, deleted_at FROM messages
        WHERE author_id = $1 AND (conversation_id, seq) > ($2, $3) ORDER BY conversation_id, seq LIMIT {PageSize}
        """,
        [new() { Value = me.Value }, new() { Value = conversation }, new() { Value = seq }],
        async (row, token) =>
        {
            List<MyMessage> found = [];
            while (await row.ReadAsync(token))
            {
                found.Add(new(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3),
                    row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4), row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5)));
            }
            return found;
        }, cancel);

    /// <summary>My photos after one.</summary>
    public Task<List<MyPhoto>> PhotosAsync(UserId me, long after, CancellationToken cancel) => database.QueryAsync(
        $"SELECT id, key, conversation_id, seq FROM photos WHERE owner_id = $1 AND withdrawn_at IS NULL AND id > $2 ORDER BY id LIMIT {PageSize}",
        [new() { Value = me.Value }, new() { Value = after }],
        async (row, token) =>
        {
            List<MyPhoto> found = [];
            while (await row.ReadAsync(token))
                found.Add(new(row.GetInt64(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetInt64(2), row.IsDBNull(3) ? null : row.GetInt64(3)));
            return found;
        }, cancel);
}
