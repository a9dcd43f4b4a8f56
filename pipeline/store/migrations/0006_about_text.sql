-- The words by which an actor is spoken of, kept where they are asked for: to cut them from the articles took all texts into memory.
ALTER TABLE quoted_actors ADD COLUMN about_text VARCHAR;
COMMENT ON COLUMN quoted_actors.about_text IS 'The words by which it is spoken of';
