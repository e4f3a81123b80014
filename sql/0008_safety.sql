-- Search that stays fast in a room of 100,000 messages and in every script; slow mode; warnings that reach their reader.

-- ---------------------------------------------------------------- search
-- A common word stands in every room: with the conversation in the same index only the rows of one are looked at.
-- btree_gin is a trusted extension, like unaccent.
CREATE EXTENSION IF NOT EXISTS btree_gin;

-- What is searched of a text, the same for messages and for what is typed. Beyond fold(): one form for letters that have
-- several (NFKC: wide Latin, ligatures, Arabic presentation forms); no vowel points, tatweel or loose accents; one sigma.
-- Scripts that write without spaces (Chinese, Japanese, Thai, Lao, Burmese, Khmer) are split into single signs, which a
-- search then wants side by side: PostgreSQL's parser would take a whole sentence for one word.
CREATE FUNCTION words_of(value text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT to_tsvector('simple'::regconfig, regexp_replace(translate(
        public.fold(regexp_replace(normalize(value, NFKC), '[\u0300-\u036F\u0591-\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670]', '', 'g')), 'ς', 'σ'),
        '([\u0E01-\u0EDF\u1000-\u109F\u1780-\u17FF\u2E80-\u2FDF\u3005-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\U00020000-\U0003FFFF])', ' \1 ', 'g'))
$$;

-- What is typed as a search: each word begins so (one or two Latin letters stand for themselves: as a beginning they would
-- be half the index), the parts of one word stand side by side; a last part that short may only be begun ("well-kn"), so it
-- is left out. Built of lexemes, each quoted, so nothing typed is an operator.
-- Null when there is no word in it. Immutable, so the planner knows how common the words are.
CREATE FUNCTION search_of(typed text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_agg(phrase, ' & ')::tsquery
    FROM (
        SELECT '(' || string_agg('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || ''''
            || CASE WHEN octet_length(lexeme) > 2 THEN ':*' ELSE '' END, ' <-> ' ORDER BY place) || ')' AS phrase
        FROM (
            SELECT word.n, part.lexeme, place, place = max(place) OVER (PARTITION BY word.n) AND count(*) OVER (PARTITION BY word.n) > 1 AS is_last
            FROM regexp_split_to_table(typed, '\s+') WITH ORDINALITY AS word(text, n)
            CROSS JOIN LATERAL unnest(public.words_of(word.text)) AS part(lexeme, positions, weights)
            CROSS JOIN LATERAL unnest(part.positions) AS place) AS parts
        WHERE NOT is_last OR octet_length(lexeme) > 2
        GROUP BY n) AS phrases
$$;

-- With its column goes the index of before.
ALTER TABLE messages DROP COLUMN words;
ALTER TABLE messages ADD COLUMN words tsvector GENERATED ALWAYS AS (words_of(text)) STORED;
CREATE INDEX messages_words ON messages USING gin (conversation_id, words);

-- ---------------------------------------------------------------- slow mode
-- When somebody last wrote in a room with slow mode. The row's lock is what keeps two messages sent at once from both
-- finding that none was written lately.
CREATE TABLE paces (
    conversation_id bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    posted_at timestamptz NOT NULL,
    PRIMARY KEY (conversation_id, user_id)
);
CREATE INDEX paces_user_id ON paces (user_id);

-- ---------------------------------------------------------------- reports and warnings
CREATE INDEX reports_open ON reports (group_id, id) WHERE handled_at IS NULL;
CREATE INDEX notices_unread ON notices (user_id) WHERE read_at IS NULL;

-- Whether somebody has a notice to read is kept with their sessions, so that no page asks for it.   u:{user}
CREATE FUNCTION tell_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live', 'u:' || coalesce(NEW.user_id, OLD.user_id));
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER INSERT OR DELETE OR UPDATE OF read_at ON notices FOR EACH ROW EXECUTE FUNCTION tell_notice();
