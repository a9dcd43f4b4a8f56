-- What a run found, by publisher: a run in which a rate falls far below its history is flagged. Kept apart from the articles, because a run that
-- extracts everything again replaces their rows, and that is when a collapse is most likely.
CREATE TABLE run_rates (
    run_id VARCHAR NOT NULL, publisher VARCHAR, articles INTEGER NOT NULL, tokens BIGINT NOT NULL, quotes INTEGER NOT NULL, speakers INTEGER NOT NULL,
    dates INTEGER NOT NULL, actor_mentions INTEGER NOT NULL, collapsed VARCHAR[] NOT NULL
);
COMMENT ON TABLE run_rates IS 'What each run wrote, by publisher; the history against which later runs are compared';
COMMENT ON COLUMN run_rates.publisher IS 'articles.publisher; NULL = articles that name none';
COMMENT ON COLUMN run_rates.speakers IS 'Quotes whose speaker was found';
COMMENT ON COLUMN run_rates.collapsed IS 'Which rates fell far below their history (quotes, speakers, dates, actor_mentions); such rows are no history for later runs';
