-- Views and macros: re-created at every opening for writing, so that they follow the version of Lagebild that writes.

CREATE OR REPLACE VIEW statements AS
SELECT q.article_id, a.published_on, a.publisher, a.title, q.quote_no, q.type, q.medium, q.text,
       coalesce(s.name, q.speaker_text) AS speaker, s.type AS speaker_type, s.country AS speaker_country, q.speaker_id, q.speaker_text,
       q.cue_text AS cue, q.addressee_text AS addressee, q.said_on, q.nested, q.rule_id,
       q.quote_spans[1].start_char AS start_char, q.quote_spans[-1].end_char AS end_char
FROM quotes q JOIN articles a USING (article_id) LEFT JOIN actors s ON s.actor_id = q.speaker_id;
COMMENT ON VIEW statements IS 'Every quotation with its speaker''s name, type and country, and the article''s date and publisher';

-- Hours from the ladder's own trigger: a stage that counts from the one before it („nach weiteren sechs Stunden“) starts where that one ends,
-- or, if that one is open, where that one begins. after_h/until_h are that; window_start_h/window_end_h are what the text says.
CREATE OR REPLACE VIEW ladders AS
WITH RECURSIVE stages AS (
    SELECT e.*, row_number() OVER (PARTITION BY e.article_id, e.ladder_no ORDER BY e.stage_no, e.frame_no) AS rank
    FROM escalations e WHERE e.kind = 'stage'
), clock AS (
    SELECT article_id, frame_no, ladder_no, rank, window_start_h AS after_h, window_end_h AS until_h FROM stages WHERE rank = 1
    UNION ALL
    SELECT s.article_id, s.frame_no, s.ladder_no, s.rank,
           s.window_start_h + CASE WHEN s.anchor = 'previous_stage' THEN coalesce(c.until_h, c.after_h, 0) ELSE 0 END,
           s.window_end_h + CASE WHEN s.anchor = 'previous_stage' THEN coalesce(c.until_h, c.after_h, 0) ELSE 0 END
    FROM stages s JOIN clock c ON c.article_id = s.article_id AND c.ladder_no IS NOT DISTINCT FROM s.ladder_no AND s.rank = c.rank + 1
)
SELECT s.article_id, a.published_on, a.title, s.ladder_no, s.stage_no, k.after_h, k.until_h, s.window_start_h, s.window_end_h, s.deadline,
       s.window_text, s.anchor,
       coalesce(s.trigger_text, first_value(s.trigger_text IGNORE NULLS) OVER (PARTITION BY s.article_id, s.ladder_no ORDER BY s.rank
           ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) AS trigger_text,
       s.condition_text, s.responders, s.responder_ids, s.addressees, s.action_text, s.action_type, s.modality, s.quote_no,
       lead(s.stage_no) OVER later AS next_stage_no, lead(k.after_h) OVER later AS next_after_h, lead(s.responders) OVER later AS next_responders,
       s.frame_no, s.start_char, s.end_char, s.rule_id
FROM stages s JOIN clock k USING (article_id, frame_no) JOIN articles a USING (article_id)
WINDOW later AS (PARTITION BY s.article_id, s.ladder_no ORDER BY s.rank);
COMMENT ON VIEW ladders IS 'Stages of response plans in their order, with the hours from the trigger (after_h, until_h) and what follows next';

CREATE OR REPLACE VIEW timeline AS
SELECT d.begin_at, d.end_at, d.type, d.value, d.text, d.article_id, a.title, a.publisher, a.published_on, d.start_char, d.end_char, d.rule_id
FROM dates d JOIN articles a USING (article_id)
WHERE d.begin_at IS NOT NULL;
COMMENT ON VIEW timeline IS 'Dates that denote an interval, ready to be ordered or joined by begin_at';

CREATE OR REPLACE VIEW actor_counts AS
WITH mentioned AS (SELECT actor_id, count(*) AS mentions, count(DISTINCT article_id) AS articles FROM actor_mentions WHERE actor_id IS NOT NULL GROUP BY 1),
     said AS (SELECT speaker_id AS actor_id, count(*) AS statements FROM quotes WHERE speaker_id IS NOT NULL GROUP BY 1),
     acting AS (SELECT actor_id, count(*) AS frames FROM (SELECT unnest(responder_ids) AS actor_id FROM escalations) GROUP BY 1)  -- two steps for DuckDB 1.5
SELECT c.actor_id, c.name, c.type, c.country, coalesce(m.mentions, 0) AS mentions, coalesce(m.articles, 0) AS articles,
       coalesce(s.statements, 0) AS statements, coalesce(f.frames, 0) AS frames
FROM actors c LEFT JOIN mentioned m USING (actor_id) LEFT JOIN said s USING (actor_id) LEFT JOIN acting f USING (actor_id);
COMMENT ON VIEW actor_counts IS 'Per actor: mentions, articles, statements, and frames in which it is to act';

-- The stages whose window covers that hour after the trigger (half-open: a window of 24 to 72 hours covers 24, not 72). Windows may overlap,
-- then there are several rows; `latest` marks the highest stage of its ladder among them.
CREATE OR REPLACE MACRO stage_at(for_article_id, hours) AS TABLE
SELECT ladder_no, stage_no, stage_no = max(stage_no) OVER (PARTITION BY ladder_no) AS latest, after_h, until_h, window_text, trigger_text,
       condition_text, responders, action_text, action_type, modality, next_stage_no, next_after_h, next_after_h - hours AS hours_to_next,
       next_responders, frame_no
FROM ladders
WHERE article_id = for_article_id AND (after_h IS NOT NULL OR until_h IS NOT NULL)
  AND coalesce(after_h, 0) <= hours AND (until_h IS NULL OR hours < until_h)
ORDER BY ladder_no, stage_no;

-- Frames on the calendar: a window that counts from publication begins on that day; one that counts from an event has no date of its own.
CREATE OR REPLACE VIEW frames AS
SELECT e.article_id, a.published_on, a.publisher, a.title, e.frame_no, e.kind, e.ladder_no, e.stage_no, e.window_text, e.window_start_h AS after_h,
       e.window_end_h AS until_h, e.deadline, e.anchor, e.trigger_text, e.condition_text, e.responders, e.responder_ids, e.addressees,
       e.action_text, e.action_type, e.modality, e.quote_no,
       CASE WHEN e.anchor = 'publication' THEN a.published_on + to_hours(coalesce(e.window_start_h, 0)::BIGINT) END AS begins_at,
       coalesce(e.deadline, CASE WHEN e.anchor = 'publication' THEN a.published_on + to_hours(e.window_end_h::BIGINT) END) AS ends_at,
       substring(a.text, e.start_char + 1, e.end_char - e.start_char) AS sentence, e.start_char, e.end_char, e.rule_id
FROM escalations e JOIN articles a USING (article_id);
COMMENT ON VIEW frames IS 'Every escalation frame with its article, its sentence, and where it can be said the day and hour on which it begins and ends';

CREATE OR REPLACE VIEW said_about AS
SELECT x.article_id, x.quote_no, x.speaker_id, q.text, x.about_id, x.about_text, x.start_char, x.end_char, q.rule_id
FROM quoted_actors x JOIN quotes q USING (article_id, quote_no);
COMMENT ON VIEW said_about IS 'Which actors are mentioned within a quotation: one row per quotation and mention';

-- What X said about Y; both by name or actor_id, upper or lower case, as parts of the name.
CREATE OR REPLACE MACRO said_by_about(by_whom, about_whom) AS TABLE
SELECT DISTINCT s.published_on, s.speaker, s.text, b.name AS about, s.publisher, s.article_id, s.quote_no, s.rule_id
FROM said_about x JOIN statements s USING (article_id, quote_no) JOIN actors b ON b.actor_id = x.about_id
WHERE (x.speaker_id = by_whom OR contains(lower(s.speaker), lower(by_whom)))
  AND (x.about_id = about_whom OR contains(lower(b.name), lower(about_whom)))
ORDER BY s.published_on, s.article_id, s.quote_no;

-- Stages of all ladders whose window covers that hour after their trigger.
CREATE OR REPLACE MACRO in_force_at(hours) AS TABLE
SELECT article_id, title, published_on, ladder_no, stage_no, after_h, until_h, trigger_text, condition_text, responders, action_text, modality,
       next_after_h - hours AS hours_to_next, frame_no, rule_id
FROM ladders
WHERE (after_h IS NOT NULL OR until_h IS NOT NULL) AND coalesce(after_h, 0) <= hours AND (until_h IS NULL OR hours < until_h)
ORDER BY published_on DESC NULLS LAST, article_id, ladder_no, stage_no;

-- Frames that end within so many days from a given day, the first to end first.
CREATE OR REPLACE MACRO running_out(from_day, days) AS TABLE
SELECT ends_at, kind, responders, addressees, action_text, modality, window_text, title, published_on, article_id, frame_no, rule_id
FROM frames
WHERE ends_at >= from_day AND ends_at <= from_day + to_days(days)
ORDER BY ends_at, article_id, frame_no;

-- Candidates, not verdicts: somebody pledged something, and a later frame has the same actor plan, threaten or be obliged to something.
-- The pairs are by far the most rows, so that whatever one side of a pair says (name, sentence) is worked out before: DuckDB then pairs row by row
-- and keeps no pair in memory. NOT MATERIALIZED: DuckDB 2.0 waits for ever on the materialised form with a LIMIT.
CREATE OR REPLACE VIEW contradictions AS
WITH parties AS NOT MATERIALIZED (
    SELECT article_id, published_on, frame_no, kind, modality, action_type, sentence, start_char, rule_id,
           unnest(responders) AS words, unnest(responder_ids) AS id
    FROM frames
), acting AS NOT MATERIALIZED (  -- whom no actor_id stands for is known by the words of the article
    SELECT p.* EXCLUDE (id, words), coalesce(p.id, lower(p.words)) AS actor_id, coalesce(c.name, p.words) AS actor
    FROM parties p LEFT JOIN actors c ON c.actor_id = coalesce(p.id, lower(p.words)) WHERE coalesce(p.id, p.words) IS NOT NULL
)
SELECT p.actor, p.actor_id, p.published_on AS pledged_on, p.sentence AS pledge, f.published_on AS later_on, f.kind AS later_kind,
       f.modality AS later_modality, f.action_type AS later_action_type, f.sentence AS later_frame,
       p.article_id AS pledge_article_id, p.frame_no AS pledge_frame_no, f.article_id AS later_article_id, f.frame_no AS later_frame_no,
       p.rule_id AS pledge_rule_id, f.rule_id AS later_rule_id
FROM acting p JOIN acting f ON f.actor_id = p.actor_id AND f.kind <> 'pledge'
 AND (f.published_on > p.published_on OR f.article_id = p.article_id AND f.start_char > p.start_char)
WHERE p.kind = 'pledge';
COMMENT ON VIEW contradictions IS 'Pledges and later frames of the same actor: candidates for a contradiction, to be read';

-- Every row with a rule, as one list: which rule produced this?
CREATE OR REPLACE VIEW findings AS
SELECT 'actor_mentions' AS "table", article_id, start_char, end_char, text, coalesce(actor_id, form) AS value, rule_id FROM actor_mentions
UNION ALL SELECT 'dates', article_id, start_char, end_char, text, value, rule_id FROM dates
UNION ALL SELECT 'quotes', article_id, quote_spans[1].start_char, quote_spans[-1].end_char, text, speaker_text, rule_id FROM quotes
UNION ALL SELECT 'escalations', article_id, window_start_char, window_end_char, window_text, kind, rule_id FROM escalations;
COMMENT ON VIEW findings IS 'Mentions, dates, quotations and frames as one list with their rules';

CREATE OR REPLACE MACRO which_rule(for_article_id, words) AS TABLE
SELECT f."table", f.text, f.value, f.rule_id, r.pack, r.title, r.status, f.start_char, f.end_char
FROM findings f LEFT JOIN rules r USING (rule_id)
WHERE f.article_id = for_article_id AND contains(f.text, words)
ORDER BY f.start_char, f.end_char DESC, f."table";

CREATE OR REPLACE VIEW changed_in_last_run AS
WITH last_run AS (SELECT run_id, started_at FROM runs WHERE status <> 'running' ORDER BY started_at DESC LIMIT 1)
SELECT a.article_id, a.title, a.published_on, a.publisher, a.ingested_at, a.run_id,
       (SELECT count(*) FROM quotes q WHERE q.article_id = a.article_id) AS quotes,
       (SELECT count(*) FROM escalations e WHERE e.article_id = a.article_id) AS frames
FROM articles a JOIN last_run USING (run_id);
COMMENT ON VIEW changed_in_last_run IS 'Articles that the last run added or extracted anew; what it left alone is not there';

-- Search. Folding: lower case, no accents, ß = ss, and ae/oe/ue as ä/ö/ü (not after a vowel or q: „neue“, „Quelle“), so that „Öztürk“, „Ozturk“
-- and „Oeztuerk“ meet. Stemming: inflectional endings are taken off as long as three letters stay, again and again, so that a form and
-- the form plus an ending always meet („Putin“, „Putins“; „Staat“, „Staates“), at the price that some unrelated short words meet too.
CREATE OR REPLACE MACRO german_fold(t) AS
    regexp_replace(replace(strip_accents(lower(t)), 'ß', 'ss'), '(^|[^aeiouq])([aou])e', '\1\2', 'g');
CREATE OR REPLACE MACRO german_words(t) AS regexp_extract_all(german_fold(t), '[\p{L}\p{N}]+');
CREATE OR REPLACE MACRO german_stem(word) AS regexp_extract(word, '^(.{3,}?|.*)t?(?:erinnen|erin|innen|ern|er|em|en|es|e|s)*$', 1);

-- Articles in which every word of the query occurs, by BM25 (Robertson & Zaragoza 2009; k1 = 1.2, b = 0.75). A word also finds the compounds that
-- it is part of („Ruhe“ in „Waffenruhe“) at a third of the weight.
CREATE OR REPLACE MACRO search(query) AS TABLE
WITH asked AS (
    SELECT DISTINCT german_stem(w) AS stem FROM (SELECT unnest(german_words(query)) AS w)
), hits AS (
    SELECT a.stem, t.term, t.articles, CASE WHEN t.term = a.stem THEN 1.0 ELSE 0.33 END AS weight
    FROM asked a JOIN search_terms t ON contains(t.term, a.stem) AND (t.term = a.stem OR length(a.stem) >= 4)
), size AS (
    SELECT count(*) AS articles, avg(length) AS length FROM search_articles
), scored AS (
    SELECT p.doc, h.stem,
           sum(h.weight * ln(1 + (z.articles - h.articles + 0.5) / (h.articles + 0.5)) * p.n * 2.2
               / (p.n + 1.2 * (0.25 + 0.75 * s.length / z.length))) AS score
    FROM search_postings p JOIN hits h USING (term) JOIN search_articles s USING (doc), size z
    GROUP BY p.doc, h.stem
)
SELECT s.article_id, sum(c.score) AS score
FROM scored c JOIN search_articles s USING (doc)
GROUP BY s.article_id HAVING count(*) = (SELECT count(*) FROM asked)
ORDER BY score DESC, s.article_id;

COMMENT ON MACRO TABLE stage_at IS 'The stages of an article''s ladders whose window covers that many hours after the trigger, who acts, and what follows when';
COMMENT ON MACRO TABLE said_by_about IS 'What one actor said about another; both by name (or part of it) or actor_id';
COMMENT ON MACRO TABLE in_force_at IS 'Stages of all ladders in force that many hours after their trigger';
COMMENT ON MACRO TABLE running_out IS 'Frames that end within so many days from a given day, the first to end first';
COMMENT ON MACRO TABLE which_rule IS 'The rules that made the rows of an article whose text contains these words';
COMMENT ON MACRO TABLE search IS 'Articles that contain the words, best first (BM25 over German stems)';
COMMENT ON MACRO german_fold IS 'Lower case, umlauts and ß written out: for comparing German words';
COMMENT ON MACRO german_words IS 'The folded words of a text';
COMMENT ON MACRO german_stem IS 'A word without its inflectional ending';
