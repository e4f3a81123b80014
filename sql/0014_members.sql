-- Members as leaders run them: whoever is taken out of a group leaves no door open behind them.

-- A member's own code ends with the membership, by whatever way that ends: else whoever was removed or banned could still
-- let people in, themselves included, from a browser that does not know them. Shown again by a member, it works again.
CREATE FUNCTION end_personal_code() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE join_codes SET revoked_at = now()
    WHERE group_id = OLD.group_id AND owner_id = OLD.user_id AND kind = 'personal' AND revoked_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER codes AFTER DELETE ON memberships FOR EACH ROW EXECUTE FUNCTION end_personal_code();

-- The log of a group is read from its end; one person's part of it, too.
CREATE INDEX audit_log_group_user_id ON audit_log (group_id, user_id, id);
CREATE INDEX bans_expires_at ON bans (group_id, expires_at);

-- ---------------------------------------------------------------- import
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
