-- Learning names: a card for each face somebody was asked about, and the rounds of questions.
-- The schedule is docs/decisions/0011-five-boxes-and-a-drawer.md.

-- How well one person knows another's name, across groups and devices.
CREATE TABLE quiz_cards (
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    other_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    box smallint NOT NULL CHECK (box BETWEEN 1 AND 6),
    due_at timestamptz NOT NULL,
    answered_at timestamptz NOT NULL CHECK (answered_at < due_at),
    PRIMARY KEY (user_id, other_id),
    CHECK (user_id <> other_id)
);
CREATE INDEX quiz_cards_other_id ON quiz_cards (other_id);

-- Made with all its questions in one statement; the same key from the same person is one round. They live a day.
CREATE TABLE quiz_rounds (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    group_id bigint NOT NULL REFERENCES groups ON DELETE CASCADE,
    key text NOT NULL CHECK (char_length(key) BETWEEN 1 AND 100),
    made_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, key)
);
CREATE INDEX quiz_rounds_group_id ON quiz_rounds (group_id);

CREATE TABLE quiz_questions (
    round_id bigint NOT NULL REFERENCES quiz_rounds ON DELETE CASCADE,
    place smallint NOT NULL CHECK (place BETWEEN 1 AND 20),
    person_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    -- Shows the name and asks for the face; else the other way round.
    is_by_name boolean NOT NULL,
    -- The ids of those to choose from, in the order they stand on the page: only this row knows who is where.
    options bigint[] NOT NULL CHECK (cardinality(options) BETWEEN 2 AND 4 AND person_id = ANY (options)),
    -- What was chosen, from 1; null until answered.
    choice smallint CHECK (choice BETWEEN 1 AND cardinality(options)),
    PRIMARY KEY (round_id, place)
);
CREATE INDEX quiz_questions_person_id ON quiz_questions (person_id);

-- Whether what somebody knows counts in the totals their leaders see.
ALTER TABLE users ADD COLUMN shares_quiz boolean NOT NULL DEFAULT false;
