-- People from a file.

-- An address from a file is the leaders' own note about a member, never the e-mail address of an account. So an import
-- tells nobody who has an account here, and nobody can take an address, or an account made in advance for it, away from
-- its owner (docs/decisions/0024-an-address-in-a-file-is-a-note.md).
CREATE TABLE member_notes (
    group_id bigint NOT NULL,
    user_id bigint NOT NULL,
    email text NOT NULL CHECK (is_line(email, 3, 254)),
    PRIMARY KEY (group_id, user_id),
    FOREIGN KEY (group_id, user_id) REFERENCES memberships ON DELETE CASCADE
);
CREATE UNIQUE INDEX member_notes_email_key ON member_notes (group_id, lower(email));

-- A file that was read and is looked at before anything of it is written: its owner's alone, for a day.
CREATE TABLE imports (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id bigint NOT NULL REFERENCES groups ON DELETE CASCADE,
    owner_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    -- Rows of cells, as they were read.
    rows jsonb NOT NULL,
    -- What each column is: first, last, name, email, phone, about, or nothing.
    columns text[] NOT NULL,
    has_header boolean NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    done_at timestamptz,
    -- What became of each row, once it was done.
    outcomes jsonb,
    CHECK ((done_at IS NULL) = (outcomes IS NULL))
);
CREATE INDEX imports_group_id ON imports (group_id);
CREATE INDEX imports_owner_id ON imports (owner_id);
CREATE INDEX imports_expires_at ON imports (expires_at);
