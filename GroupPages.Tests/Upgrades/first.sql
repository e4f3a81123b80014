-- A site as the first release left it: rows of the shape that sql/0001 knows, with a bit of everything that a group does.
INSERT INTO users (first_name, last_name, email, email_verified_at, phone, about, is_site_admin, is_managed, deleted_at) VALUES
    ('Ann', 'Ames', 'ann@example.org', now(), '+15550100001', 'Brings cake', true, false, NULL),
    ('Ben', 'Böhm', 'Ben@Example.org', NULL, NULL, '', false, false, NULL),
    ('Chloé', '', NULL, NULL, NULL, '', false, false, NULL),
    ('Dana', 'Diaz', NULL, NULL, NULL, '', false, true, NULL),
    ('Quentin', '', NULL, NULL, NULL, '', false, false, now() - interval '3 days'),
    ('Fred', '', NULL, NULL, NULL, '', false, false, NULL);
INSERT INTO groups (slug, name, description, type_id, join_policy, visibility) VALUES
    ('harbour-choir', 'Harbour Choir', 'We sing on Tuesdays.', 4, 'open', 'unlisted'),
    ('old-friends', 'Old Friends', '', 2, 'approval', 'hidden');
INSERT INTO join_codes (group_id, kind, code, owner_id, label, uses, use_limit) VALUES
    (1, 'group', 'abcdefghijklmnopqrstuvwxyz', 1, 'For everybody', 3, 100),
    (1, 'personal', 'zyxwvutsrqponmlkjihgfedcba', 2, '', 0, NULL);
INSERT INTO memberships (group_id, user_id, role_id, join_code_id, join_key) VALUES
    (1, 1, 3, NULL, NULL), (1, 2, 2, 1, 'ben-once'), (1, 3, 2, 1, NULL), (1, 4, 2, NULL, NULL), (1, 5, 2, 1, NULL), (2, 2, 3, NULL, NULL), (2, 3, 1, NULL, NULL);
INSERT INTO bans (group_id, user_id, banned_by, reason) VALUES (1, 6, 1, 'Sang too loud');
INSERT INTO met_marks (user_id, other_id) VALUES (1, 3), (3, 1);
INSERT INTO conversations (kind, group_id, last_seq, last_message_at) VALUES ('room', 1, 6, now() - interval '1 hour'), ('room', 2, 0, NULL), ('direct', NULL, 1, now());
INSERT INTO participants (conversation_id, user_id, last_read_seq) VALUES (1, 1, 6), (1, 2, 2), (3, 1, 1), (3, 2, 0);
INSERT INTO messages (conversation_id, seq, changed_seq, author_id, text, key, edited_at, deleted_at, hidden_at, hidden_by) VALUES
    (1, 1, 1, 1, 'Welcome, Chloé!', 'first', NULL, NULL, NULL, NULL),
    (1, 2, 4, 2, 'Practice is at eight', NULL, now(), NULL, NULL, NULL),
    (1, 3, 5, 3, '', NULL, NULL, now(), NULL, NULL),
    (1, 6, 6, 5, 'A word from somebody who left', NULL, NULL, NULL, NULL, NULL),
    (3, 1, 1, 1, 'Between us', NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_log (group_id, actor_id, user_id, action) VALUES (1, 1, 6, 'member-banned');
-- The session of Ann's phone; its token is thirty-two bytes of 0x07 in base 64 for addresses.
INSERT INTO sessions (token_hash, user_id, device, expires_at) VALUES (sha256(convert_to('BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc', 'UTF8')), 1, 'An old phone', now() + interval '300 days');
