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
     acting AS (SELECT unnest(responder_ids) AS actor_id, count(*) AS frames FROM escalations GROUP BY 1)
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
