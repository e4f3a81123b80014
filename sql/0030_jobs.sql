-- Background work: what is to be done, by whichever process has the role "worker".

-- A job is there until it is done; one that comes again and again stays, with the moment it is due next. Whoever works on it
-- holds it until locked_until: a process that dies in the middle lets go of it by that, so a job is done at least once and
-- must bear being done twice.
CREATE TABLE jobs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind ~ '^[a-z]+(-[a-z]+)*$'),
    -- What it is about, such as a conversation's id: asked for twice it is one job.
    key text NOT NULL DEFAULT '' CHECK (char_length(key) <= 100),
    payload jsonb NOT NULL DEFAULT '{}',
    run_at timestamptz NOT NULL,
    attempts int NOT NULL DEFAULT 0,
    locked_until timestamptz,
    -- How often it was taken up: whoever comes back too late has another number, and changes nothing.
    claims bigint NOT NULL DEFAULT 0,
    -- How often it was asked for: once more while it is worked on means once more afterwards.
    asked bigint NOT NULL DEFAULT 1,
    last_error text CHECK (char_length(last_error) <= 500),
    gave_up_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (kind, key)
);
CREATE INDEX jobs_due ON jobs (run_at, id) WHERE gave_up_at IS NULL;

-- Asks for a job, at the latest at a moment. One that waits already is brought forward, one that was given up is tried anew.
-- The row is locked even where nothing of it changes: nobody takes the job up before whoever asks has committed, so what
-- they wrote is seen.
CREATE FUNCTION ask_for_job(its_kind text, its_key text, due timestamptz, about jsonb DEFAULT '{}') RETURNS void LANGUAGE sql AS $$
    INSERT INTO jobs AS j (kind, key, payload, run_at) VALUES (its_kind, its_key, about, due)
    ON CONFLICT (kind, key) DO UPDATE SET asked = j.asked + 1, run_at = excluded.run_at, gave_up_at = NULL,
        attempts = CASE WHEN j.gave_up_at IS NULL THEN j.attempts ELSE 0 END
    WHERE j.locked_until IS NOT NULL OR j.gave_up_at IS NOT NULL OR j.run_at > excluded.run_at
$$;

-- ---------------------------------------------------------------- news
--   w:{milliseconds since 1970}   there is work from then on
CREATE FUNCTION tell_work() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live', 'w:' || floor(extract(epoch FROM NEW.run_at) * 1000)::bigint);
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION tell_work();
CREATE TRIGGER tell_again AFTER UPDATE OF asked ON jobs FOR EACH ROW WHEN (OLD.asked <> NEW.asked) EXECUTE FUNCTION tell_work();

-- ---------------------------------------------------------------- mails
-- Whatever puts a mail into the outbox asks for it to be sent, on whichever process.
CREATE FUNCTION ask_for_mails() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ask_for_job('mails', '', now());
    RETURN NULL;
END $$;
CREATE TRIGGER ask AFTER INSERT ON mails FOR EACH STATEMENT EXECUTE FUNCTION ask_for_mails();
