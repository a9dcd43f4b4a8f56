-- What each article was extracted with: a re-run skips it when content, rules and model are the same.
CREATE TABLE extractions (article_id VARCHAR PRIMARY KEY, content_hash VARCHAR NOT NULL, engine_key VARCHAR NOT NULL);
COMMENT ON TABLE extractions IS 'What each article was extracted with; a re-run skips the article when content_hash and engine_key are the same';
COMMENT ON COLUMN extractions.engine_key IS 'Lagebild version, model, model version and digest of the rules';
