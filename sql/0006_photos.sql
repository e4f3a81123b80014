-- Photos: what is known of each, so that a page can lay it out before it has come. The pictures themselves lie in the photo store.

-- A row is one use of a picture. Two uses of the same picture share its key, the hash of its largest size; the files go a day
-- after the last row went (Media/PhotoCleaner.cs).
CREATE TABLE photos (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- SHA-256 in base 32.
    key text NOT NULL CHECK (key ~ '^[a-z2-7]{52}$'),
    kind_id smallint NOT NULL REFERENCES photo_kinds,
    -- Whose it is: with the person, their photos go.
    owner_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    -- Of a photo in a message (kind 3): the message, and the photo's place among its up to four.
    conversation_id bigint,
    seq bigint,
    position smallint CHECK (position BETWEEN 1 AND 4),
    -- Of its largest size, in pixels and in bytes; its mean colour stands in its place until it has come.
    width int NOT NULL CHECK (width BETWEEN 1 AND 1200),
    height int NOT NULL CHECK (height BETWEEN 1 AND 1200),
    colour text NOT NULL CHECK (colour ~ '^#[0-9a-f]{6}$'),
    bytes int NOT NULL CHECK (bytes > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (conversation_id, seq, position),
    CHECK ((kind_id = 3) = (conversation_id IS NOT NULL)),
    CHECK (num_nulls(conversation_id, seq, position) IN (0, 3)),
    FOREIGN KEY (conversation_id, seq) REFERENCES messages ON DELETE CASCADE
);
CREATE INDEX photos_key ON photos (key);
CREATE INDEX photos_owner_id ON photos (owner_id);
CREATE INDEX photos_kind_id ON photos (kind_id);

-- How many came with it: nearly all messages have none, and are read without a look at the photos.
ALTER TABLE messages ADD COLUMN photo_count smallint NOT NULL DEFAULT 0 CHECK (photo_count BETWEEN 0 AND 4);
-- For the cleaner: deleted messages that still have photos.
CREATE INDEX messages_deleted_with_photos ON messages (deleted_at) WHERE photo_count > 0 AND deleted_at IS NOT NULL;
