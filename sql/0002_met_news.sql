-- Whom somebody has met is kept in memory, too: tell when it changes.  m:{user}
CREATE FUNCTION tell_met() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live', 'm:' || coalesce(NEW.user_id, OLD.user_id));
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER INSERT OR DELETE ON met_marks FOR EACH ROW EXECUTE FUNCTION tell_met();
