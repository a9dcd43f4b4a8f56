-- Which actors are mentioned within which quotation, worked out when a run publishes: the join of all quotations with all mentions is too slow
-- to be made whenever somebody looks.
CREATE TABLE quoted_actors (article_id VARCHAR NOT NULL, quote_no INTEGER NOT NULL, speaker_id VARCHAR, about_id VARCHAR NOT NULL, start_char INTEGER NOT NULL, end_char INTEGER NOT NULL);
COMMENT ON TABLE quoted_actors IS 'One row per quotation and mention of an actor within it; made anew at every publishing, see view said_about';
