-- What is a person's own: a note about somebody they met, and which hints they have put away.

-- Only its author ever reads it.
CREATE TABLE person_notes (
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    other_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    text text NOT NULL CHECK (char_length(text) BETWEEN 1 AND 280),
    written_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, other_id),
    CHECK (user_id <> other_id)
);
CREATE INDEX person_notes_other_id ON person_notes (other_id);

-- The list of next steps on /me, once its reader wants it no more.
ALTER TABLE users ADD COLUMN next_steps_hidden_at timestamptz;
