-- Full text search without an extension: which stem occurs how often in which article. Filled when a run publishes (pipeline/store/search.py).
CREATE TABLE search_articles (doc INTEGER PRIMARY KEY, article_id VARCHAR NOT NULL, content_hash VARCHAR NOT NULL, length INTEGER NOT NULL);
CREATE TABLE search_postings (term VARCHAR NOT NULL, doc INTEGER NOT NULL, n SMALLINT NOT NULL);
CREATE TABLE search_terms (term VARCHAR NOT NULL, articles INTEGER NOT NULL);
COMMENT ON TABLE search_articles IS 'Which articles are indexed for search, in which version';
COMMENT ON COLUMN search_articles.doc IS 'Number of the article in search_postings';
COMMENT ON COLUMN search_articles.length IS 'Words, for BM25';
COMMENT ON TABLE search_postings IS 'How often a stem occurs in an article; see macros german_stem and search';
COMMENT ON TABLE search_terms IS 'Every stem and in how many articles it occurs';
