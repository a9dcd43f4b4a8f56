"""`lagebild_escalations`: who must or will do what, within which window, after which trigger (docs/ESCALATIONS.md).

| module | job |
|---|---|
| `stems`, `lexicon` | the lists `esc_*.csv` as look-ups |
| `verbs` | verb forms: closed lists and tests on one token |
| `repairs`, `classify`, `clauses` | a sentence → clauses by word order and punctuation, robust against wrong tags |
| `windows` | candidate time windows: rule matches and expressions of the dates component |
| `bounds` | hours and deadline of a window |
| `flags`, `context` | what words and the article say around it: plan, ultimatum, threat, court, sport … |
| `structure` | ladders that no word names |
| `gate` | frame or distractor, and which kind: asks `terms` (time by name), `bonds`, `promises`, `duties`, `stages` about a `scene` |
| `phrases` | noun phrases: extent, case, resolution of pronouns |
| `subjects`, `names` | subjects and objects; names, pronouns, who speaks |
| `agents`, `parties` | agents beside the subject; responders and addressees |
| `actions` | action text and type |
| `triggers` | trigger and condition |
| `sequels` | what the sentences beside a frame add |
| `ladders` | ladder and stage numbers, repeats, hours counted from the stage before |
| `component` | puts them together and writes the rows |
"""

from pipeline.components.escalations.component import EscalationsComponent, create_escalations

__all__ = ["EscalationsComponent", "create_escalations"]
