-- Baseline (b), posts: the statement of GroupPages/Pages/Chat/PostMessageCommand.cs (Sql), as somebody sends it who names nobody.
-- Sample groups are made in order, so room r (from 0) has members first_user + r * members ...
\set room random(0, :rooms - 1)
\set conversation :first_room + :room
\set author :first_user + :room * :members + random(0, :members - 1)
\set key random(1, 9000000000000000)
SELECT posted_seq, refused_for, refused_until FROM post_message(
    :conversation, :author, 'load-mark-00000000 I can bring the big pot', 'b-' || :key::bigint::text, now(), '{}', '{}', '{}', '{}', '{}',
    '{}', '{}', false, now() - interval '1 day');
