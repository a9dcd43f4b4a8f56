-- The tables of the contract. No foreign keys (upserts of list columns and delete-in-one-transaction fail with them) and no ENUM or CHECK
-- (values may grow, and neither can be altered): what must hold is checked before writing.

CREATE TABLE articles (
    article_id VARCHAR PRIMARY KEY, source VARCHAR NOT NULL, url VARCHAR, title VARCHAR, author VARCHAR, publisher VARCHAR, section VARCHAR,
    published_on DATE, language VARCHAR, text VARCHAR NOT NULL, content_hash VARCHAR NOT NULL, token_count INTEGER, run_id VARCHAR NOT NULL,
    ingested_at TIMESTAMPTZ NOT NULL, problems VARCHAR[]
);
CREATE TABLE sections (article_id VARCHAR NOT NULL, start_char INTEGER NOT NULL, end_char INTEGER NOT NULL, kind VARCHAR NOT NULL);
CREATE TABLE entities (article_id VARCHAR NOT NULL, start_char INTEGER NOT NULL, end_char INTEGER NOT NULL, text VARCHAR, label VARCHAR);
CREATE TABLE actors (actor_id VARCHAR PRIMARY KEY, name VARCHAR NOT NULL, type VARCHAR NOT NULL, country VARCHAR, wikidata VARCHAR);
CREATE TABLE actor_mentions (
    article_id VARCHAR NOT NULL, start_char INTEGER NOT NULL, end_char INTEGER NOT NULL, text VARCHAR, form VARCHAR, role_text VARCHAR,
    actor_id VARCHAR, rule_id VARCHAR NOT NULL
);
CREATE TABLE dates (
    article_id VARCHAR NOT NULL, start_char INTEGER NOT NULL, end_char INTEGER NOT NULL, text VARCHAR, type VARCHAR, value VARCHAR, mod VARCHAR,
    begin_at TIMESTAMP, end_at TIMESTAMP, rule_id VARCHAR NOT NULL
);
CREATE TABLE quotes (
    article_id VARCHAR NOT NULL, quote_no INTEGER NOT NULL, type VARCHAR, medium VARCHAR, text VARCHAR,
    quote_spans STRUCT(start_char INTEGER, end_char INTEGER)[],
    speaker_text VARCHAR, speaker_spans STRUCT(start_char INTEGER, end_char INTEGER)[], speaker_id VARCHAR,
    cue_text VARCHAR, cue_spans STRUCT(start_char INTEGER, end_char INTEGER)[],
    addressee_text VARCHAR, addressee_spans STRUCT(start_char INTEGER, end_char INTEGER)[],
    frame_spans STRUCT(start_char INTEGER, end_char INTEGER)[], said_on DATE, nested BOOLEAN, rule_id VARCHAR NOT NULL
);
CREATE TABLE escalations (
    article_id VARCHAR NOT NULL, frame_no INTEGER NOT NULL, kind VARCHAR, ladder_no INTEGER, stage_no INTEGER,
    window_text VARCHAR, window_start_char INTEGER, window_end_char INTEGER, window_start_h DOUBLE, window_end_h DOUBLE, deadline TIMESTAMP,
    anchor VARCHAR, trigger_text VARCHAR, condition_text VARCHAR, responders VARCHAR[], responder_ids VARCHAR[], addressees VARCHAR[],
    action_text VARCHAR, action_type VARCHAR, modality VARCHAR, quote_no INTEGER, start_char INTEGER, end_char INTEGER, rule_id VARCHAR NOT NULL
);
CREATE TABLE runs (
    run_id VARCHAR PRIMARY KEY, started_at TIMESTAMPTZ, finished_at TIMESTAMPTZ, status VARCHAR, lagebild_version VARCHAR, model VARCHAR,
    model_version VARCHAR, rules_digest VARCHAR, flow_run_id VARCHAR, seen INTEGER, added INTEGER, updated INTEGER, unchanged INTEGER,
    rejected INTEGER
);
CREATE TABLE rejects (run_id VARCHAR NOT NULL, source VARCHAR NOT NULL, record_no INTEGER NOT NULL, reason VARCHAR, detail VARCHAR);
CREATE TABLE rules (rule_id VARCHAR PRIMARY KEY, pack VARCHAR, title VARCHAR, status VARCHAR, digest VARCHAR);

COMMENT ON TABLE articles IS 'One row per article, with its text exactly as read; every offset in the other tables counts code points in articles.text';
COMMENT ON COLUMN articles.article_id IS 'The record''s id, or one derived from the source, so that the same source read again is the same article';
COMMENT ON COLUMN articles.source IS 'Where it was read: file (with record number), or URL';
COMMENT ON COLUMN articles.published_on IS 'Date of publication; NULL = unknown, then relative dates stay unresolved';
COMMENT ON COLUMN articles.text IS 'The article as read: decoded, line ends made \n, Unicode NFC, nothing else changed';
COMMENT ON COLUMN articles.content_hash IS 'SHA-256 over what extraction depends on: text and metadata; decides whether a re-run annotates again';
COMMENT ON COLUMN articles.token_count IS 'Tokens, spaces not counted';
COMMENT ON COLUMN articles.run_id IS 'The run that wrote this version of the article and all its rows';
COMMENT ON COLUMN articles.problems IS 'Components that failed on this article, with the error; NULL or empty = none';
COMMENT ON TABLE sections IS 'Parts of the text: heading, body, block_quote, boilerplate (nothing is extracted from boilerplate)';
COMMENT ON TABLE entities IS 'What the model''s named entity recogniser said: PER, ORG, LOC, MISC';
COMMENT ON TABLE actors IS 'The persons, states, governments, organisations … that mentions stand for; the same actor across articles is one row';
COMMENT ON COLUMN actors.type IS 'person, state, government, organisation, alliance, armed_force, party, group, media or role (an office whose holder is not known)';
COMMENT ON COLUMN actors.country IS 'ISO 3166-1 alpha-2';
COMMENT ON COLUMN actors.wikidata IS 'Wikidata id where known for certain';
COMMENT ON TABLE actor_mentions IS 'Where an actor is mentioned, and how';
COMMENT ON COLUMN actor_mentions.form IS 'name, metonym (Kreml), role (der Minister), demonym (die Russen) or pronoun';
COMMENT ON COLUMN actor_mentions.role_text IS 'The office or title given with the mention';
COMMENT ON TABLE dates IS 'Expressions of time as TIMEX3';
COMMENT ON COLUMN dates.type IS 'TIMEX3 type: DATE, TIME, DURATION, SET';
COMMENT ON COLUMN dates.value IS 'TIMEX3 value, resolved against articles.published_on';
COMMENT ON COLUMN dates.mod IS 'TIMEX3 mod: APPROX, START, MID, END, MORE_THAN, LESS_THAN …';
COMMENT ON COLUMN dates.begin_at IS 'Begin of the half-open interval that the value denotes; NULL = it denotes none';
COMMENT ON COLUMN dates.end_at IS 'End (exclusive) of the interval that the value denotes';
COMMENT ON TABLE quotes IS 'Quotations: who said, thought or wrote what to whom; roles may be discontinuous and are lists of spans';
COMMENT ON COLUMN quotes.type IS 'direct, indirect, reported, free_indirect or indirect_free_indirect';
COMMENT ON COLUMN quotes.medium IS 'speech, thought, writing or a mixture';
COMMENT ON COLUMN quotes.speaker_id IS 'actors.actor_id where the article says who it is, else NULL';
COMMENT ON COLUMN quotes.cue_text IS 'The word that introduces the quotation: sagte, laut, Angaben';
COMMENT ON COLUMN quotes.said_on IS 'The day on which it was said, where a date is given';
COMMENT ON COLUMN quotes.nested IS 'Whether the quotation stands within another';
COMMENT ON TABLE escalations IS 'Who must or will do what within which window: stages of response plans, ultimatums, deadlines, pledges';
COMMENT ON COLUMN escalations.kind IS 'stage, ultimatum, deadline or pledge';
COMMENT ON COLUMN escalations.ladder_no IS 'Stages of the same plan share it';
COMMENT ON COLUMN escalations.stage_no IS 'Rank of the stage in time';
COMMENT ON COLUMN escalations.window_start_h IS 'Hours from the anchor to the begin of the window';
COMMENT ON COLUMN escalations.window_end_h IS 'Hours from the anchor to the end of the window; NULL = open';
COMMENT ON COLUMN escalations.deadline IS 'The end of a calendar window';
COMMENT ON COLUMN escalations.anchor IS 'What starts the clock: trigger, publication, calendar, previous_stage';
COMMENT ON COLUMN escalations.modality IS 'planned, obliged, permitted, threatened, demanded, pledged or hypothetical';
COMMENT ON COLUMN escalations.quote_no IS 'The quotation of the same article in which the frame stands, else NULL';
COMMENT ON TABLE runs IS 'One row per run: what ran with which model and rules, and what it did';
COMMENT ON COLUMN runs.rules_digest IS 'Digest of all rule packs and lists that were in force';
COMMENT ON COLUMN runs.status IS 'running, done, failed, cancelled or crashed';
COMMENT ON TABLE rejects IS 'Inputs that became no article, and why';
COMMENT ON COLUMN rejects.record_no IS 'Number of the record in the source, from 1; 0 = the source as a whole';
COMMENT ON TABLE rules IS 'The rules that made the rows (rule_id), with pack, title, status and the digest of the pack''s file';
COMMENT ON COLUMN articles.url IS 'Address of the article';
COMMENT ON COLUMN articles.title IS 'Title as given by the source';
COMMENT ON COLUMN articles.author IS 'Author as given by the source';
COMMENT ON COLUMN articles.publisher IS 'Publisher as given by the source';
COMMENT ON COLUMN articles.section IS 'Section of the publication, as given';
COMMENT ON COLUMN articles.language IS 'Language that was recognised';
COMMENT ON COLUMN articles.ingested_at IS 'When this version was written';
COMMENT ON COLUMN sections.article_id IS 'The article (articles.article_id)';
COMMENT ON COLUMN sections.start_char IS 'Begin of the span, in code points of articles.text';
COMMENT ON COLUMN sections.end_char IS 'End of the span, exclusive';
COMMENT ON COLUMN sections.kind IS 'heading, body, block_quote or boilerplate';
COMMENT ON COLUMN entities.article_id IS 'The article (articles.article_id)';
COMMENT ON COLUMN entities.start_char IS 'Begin of the span, in code points of articles.text';
COMMENT ON COLUMN entities.end_char IS 'End of the span, exclusive';
COMMENT ON COLUMN entities.text IS 'The words of the span: article text from start_char to end_char';
COMMENT ON COLUMN entities.label IS 'PER, ORG, LOC or MISC';
COMMENT ON COLUMN actors.actor_id IS 'Stable key of the actor, the same across articles';
COMMENT ON COLUMN actors.name IS 'Name of the actor; further usual names in brackets';
COMMENT ON COLUMN actor_mentions.article_id IS 'The article (articles.article_id)';
COMMENT ON COLUMN actor_mentions.start_char IS 'Begin of the span, in code points of articles.text';
COMMENT ON COLUMN actor_mentions.end_char IS 'End of the span, exclusive';
COMMENT ON COLUMN actor_mentions.text IS 'The words of the span: article text from start_char to end_char';
COMMENT ON COLUMN actor_mentions.actor_id IS 'Whom the mention stands for (actors.actor_id); NULL = not known';
COMMENT ON COLUMN actor_mentions.rule_id IS 'The rule or component logic that made the row (rules.rule_id)';
COMMENT ON COLUMN dates.article_id IS 'The article (articles.article_id)';
COMMENT ON COLUMN dates.start_char IS 'Begin of the span, in code points of articles.text';
COMMENT ON COLUMN dates.end_char IS 'End of the span, exclusive';
COMMENT ON COLUMN dates.text IS 'The words of the span: article text from start_char to end_char';
COMMENT ON COLUMN dates.rule_id IS 'The rule or component logic that made the row (rules.rule_id)';
COMMENT ON COLUMN quotes.article_id IS 'The article (articles.article_id)';
COMMENT ON COLUMN quotes.quote_no IS 'Number within the article, from 0';
COMMENT ON COLUMN quotes.text IS 'The quoted words; pieces of a discontinuous quotation joined by a blank';
COMMENT ON COLUMN quotes.quote_spans IS 'Where the quoted words stand, in text order';
COMMENT ON COLUMN quotes.speaker_text IS 'The words that name the speaker';
COMMENT ON COLUMN quotes.speaker_spans IS 'Where they stand; empty = no speaker in the text';
COMMENT ON COLUMN quotes.cue_spans IS 'Where the cue stands';
COMMENT ON COLUMN quotes.addressee_text IS 'The words that name whom it was said to';
COMMENT ON COLUMN quotes.addressee_spans IS 'Where they stand';
COMMENT ON COLUMN quotes.frame_spans IS 'The clause that introduces the quotation';
COMMENT ON COLUMN quotes.rule_id IS 'The rule or component logic that made the row (rules.rule_id)';
COMMENT ON COLUMN escalations.article_id IS 'The article (articles.article_id)';
COMMENT ON COLUMN escalations.frame_no IS 'Number within the article';
COMMENT ON COLUMN escalations.window_text IS 'The expression of time with its preposition';
COMMENT ON COLUMN escalations.window_start_char IS 'Begin of the window''s words';
COMMENT ON COLUMN escalations.window_end_char IS 'End of the window''s words, exclusive';
COMMENT ON COLUMN escalations.trigger_text IS 'What starts the clock';
COMMENT ON COLUMN escalations.condition_text IS 'Under which condition';
COMMENT ON COLUMN escalations.responders IS 'Who is to act';
COMMENT ON COLUMN escalations.responder_ids IS 'Their actors.actor_id, where known';
COMMENT ON COLUMN escalations.addressees IS 'Whom it is directed at';
COMMENT ON COLUMN escalations.action_text IS 'What is to be done';
COMMENT ON COLUMN escalations.action_type IS 'diplomatic, military, economic, legal, humanitarian, security, labour, information or other';
COMMENT ON COLUMN escalations.start_char IS 'Begin of the sentence';
COMMENT ON COLUMN escalations.end_char IS 'End of the sentence, exclusive';
COMMENT ON COLUMN escalations.rule_id IS 'The rule or component logic that made the row (rules.rule_id)';
COMMENT ON COLUMN runs.run_id IS 'Key of the run: its start in UTC and a random ending';
COMMENT ON COLUMN runs.started_at IS 'Start';
COMMENT ON COLUMN runs.finished_at IS 'End; NULL = running';
COMMENT ON COLUMN runs.lagebild_version IS 'Version of Lagebild';
COMMENT ON COLUMN runs.model IS 'The spaCy model';
COMMENT ON COLUMN runs.model_version IS 'Its version';
COMMENT ON COLUMN runs.flow_run_id IS 'Prefect''s id of the flow run; NULL = run with --direct';
COMMENT ON COLUMN runs.seen IS 'Inputs read, rejected ones included';
COMMENT ON COLUMN runs.added IS 'Articles that were new';
COMMENT ON COLUMN runs.updated IS 'Articles annotated again, because content, rules or model changed';
COMMENT ON COLUMN runs.unchanged IS 'Articles skipped';
COMMENT ON COLUMN runs.rejected IS 'Inputs that became no article';
COMMENT ON COLUMN rejects.run_id IS 'The run (runs.run_id)';
COMMENT ON COLUMN rejects.source IS 'What was read';
COMMENT ON COLUMN rejects.reason IS 'Short fixed word; docs/INPUTS.md lists them';
COMMENT ON COLUMN rejects.detail IS 'One line for a person';
COMMENT ON COLUMN rules.rule_id IS 'Id of the rule, never reused';
COMMENT ON COLUMN rules.pack IS 'The pack that declares it';
COMMENT ON COLUMN rules.title IS 'What it finds';
COMMENT ON COLUMN rules.status IS 'draft, stable or retired';
COMMENT ON COLUMN rules.digest IS 'Digest of the pack''s file';
