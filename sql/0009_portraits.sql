-- Portraits and logos; and photos whose address must stop working.

-- What a card shows is read with the card: only the key, since the place is reserved and coloured by the person's id.
ALTER TABLE users ADD COLUMN photo text CHECK (photo ~ '^[a-z2-7]{52}$');
ALTER TABLE groups ADD COLUMN logo text CHECK (logo ~ '^[a-z2-7]{52}$');

-- A logo belongs to its group, not to the leader who chose it. A photo outlives its row's owner by a day, withdrawn, so that its
-- address is known to be closed until its files are gone.
ALTER TABLE photos
    ALTER COLUMN owner_id DROP NOT NULL,
    DROP CONSTRAINT photos_owner_id_fkey,
    ADD FOREIGN KEY (owner_id) REFERENCES users ON DELETE SET NULL,
    ADD COLUMN group_id bigint REFERENCES groups ON DELETE CASCADE,
    -- Since when this use is over, or may not be seen: replaced, removed, of a deleted or hidden message, of somebody deleted.
    ADD COLUMN withdrawn_at timestamptz,
    ADD CHECK (group_id IS NULL OR kind_id = 2);
CREATE INDEX photos_group_id ON photos (group_id);
CREATE INDEX photos_withdrawn_at ON photos (withdrawn_at) WHERE withdrawn_at IS NOT NULL;

-- ---------------------------------------------------------------- withdrawn with what they belong to
CREATE FUNCTION withdraw_photos_of_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE photos SET withdrawn_at = CASE WHEN coalesce(NEW.deleted_at, NEW.hidden_at) IS NOT NULL THEN now() END
    WHERE conversation_id = NEW.conversation_id AND seq = NEW.seq
        AND (withdrawn_at IS NULL) = (coalesce(NEW.deleted_at, NEW.hidden_at) IS NOT NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER withdraw AFTER UPDATE OF deleted_at, hidden_at ON messages FOR EACH ROW
    WHEN (NEW.photo_count > 0) EXECUTE FUNCTION withdraw_photos_of_message();

-- Who is deleted can come back within 30 days, and then has their face again.
CREATE FUNCTION withdraw_photos_of_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        UPDATE photos SET withdrawn_at = now() WHERE owner_id = OLD.id AND withdrawn_at IS NULL;
        RETURN OLD;
    END IF;
    UPDATE photos SET withdrawn_at = CASE WHEN NEW.deleted_at IS NOT NULL THEN now() END
    WHERE owner_id = NEW.id AND kind_id = 1 AND key = NEW.photo AND (withdrawn_at IS NULL) = (NEW.deleted_at IS NOT NULL);
    RETURN NEW;
END $$;
CREATE TRIGGER withdraw BEFORE DELETE ON users FOR EACH ROW EXECUTE FUNCTION withdraw_photos_of_user();
CREATE TRIGGER withdraw_deleted AFTER UPDATE OF deleted_at ON users FOR EACH ROW
    WHEN (OLD.deleted_at IS DISTINCT FROM NEW.deleted_at AND NEW.photo IS NOT NULL) EXECUTE FUNCTION withdraw_photos_of_user();

UPDATE photos p SET withdrawn_at = coalesce(m.deleted_at, m.hidden_at) FROM messages m
WHERE m.conversation_id = p.conversation_id AND m.seq = p.seq AND coalesce(m.deleted_at, m.hidden_at) IS NOT NULL;

-- ---------------------------------------------------------------- news
--   p:   which photos' addresses are closed changed
CREATE FUNCTION tell_photos() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live', 'p:');
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER UPDATE OF withdrawn_at ON photos FOR EACH ROW
    WHEN (OLD.withdrawn_at IS DISTINCT FROM NEW.withdrawn_at) EXECUTE FUNCTION tell_photos();

-- The same picture again: its address opens again.
CREATE FUNCTION tell_photo_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM photos WHERE key = NEW.key AND withdrawn_at IS NOT NULL) THEN
        PERFORM pg_notify('live', 'p:');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_again AFTER INSERT ON photos FOR EACH ROW EXECUTE FUNCTION tell_photo_again();
