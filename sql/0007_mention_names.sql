-- How a message calls whom it mentions, without the "@": the name may change, what was written stays marked.
ALTER TABLE mentions ADD COLUMN name text NOT NULL DEFAULT '' CHECK (is_line(name, 0, 81));
