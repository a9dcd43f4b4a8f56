"""The researchers' bench over a blank German pipeline and toy packs: what examples say, why a rule stops, what differs, what is counted."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import spacy
from rich.console import Console
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.docstore import DocStore
from pipeline.extensions import add_problem, published_on, set_rows
from pipeline.kept_rows import find_rows, stamps
from pipeline.records import Actor, ActorMention, Article, ArticleFacts, CharSpan, EscalationFrame, Quote, Timex
from pipeline.rulebench.corpus import articles_of
from pipeline.rulebench.diff import DiffSummary, compare, sentence_around, write_changes
from pipeline.rulebench.examples import ExampleResult, check_examples
from pipeline.rulebench.explain import explain
from pipeline.rulebench.parses import ParseCache
from pipeline.rulebench.problems import find_rule, pack_problems, pack_warnings
from pipeline.rulebench.rows import differences, row_span
from pipeline.rulebench.show import marked, print_check
from pipeline.rulebench.stats import rule_stats
from pipeline.rulebench.template import TemplateError, new_pack
from pipeline.rulebench.tryout import texts_of, tried_matches, tried_rows
from pipeline.rulepack import RuleBase, load_rules
from pipeline.store.publish import writing
from pipeline.store.schema import StoreError
from pipeline.tables import facts_to_tables

HEAD = 'schema = 1\npack = "{pack}"\nlanguage = "de"\n'
AMOUNT = """
[[rule]]
id = "t.amount"
title = "N Stunden"
status = "draft"
engine = "token"
label = "X"
pattern = [ { LIKE_NUM = true, SLOT = "amount" }, { LOWER = { IN = ["stunden", "tage"] }, SLOT = "unit" } ]
"""
LOGIC = """
[[rule]]
id = "t.logic"
title = "Logik im Bauteil"
status = "draft"
engine = "component"
label = "X"
"""


@Language.component("toy_dates")
def toy_dates(doc: Doc) -> Doc:
    """Stands for a component: each „heute“ is a date; „Fehler“ makes it fail; „48 Stunden“ is a row by the rule for amounts."""
    day = published_on(doc)
    rows = [
        Timex(
            t.idx,
            t.idx + len(t),
            t.text,
            "DATE",
            str(day) if day else "PRESENT_REF",
            "t.logic",
            begin_at=dt.datetime(2026, 2, 3) if day else None,
        )
        for t in doc
        if t.lower_ == "heute"
    ]
    rows += [
        Timex(t.idx, t.nbor().idx + len(t.nbor()), f"{t} {t.nbor()}", "DURATION", f"PT{t}H", "t.amount")
        for t in doc[:-1]
        if t.like_num and t.nbor().text == "Stunden"
    ]
    set_rows(doc, "dates", rows)
    if any(t.text == "Fehler" for t in doc):
        add_problem(doc, "toy_dates", ValueError("kaputt"))
    return doc


def blank() -> Language:
    nlp = spacy.blank("de")
    nlp.add_pipe("sentencizer")
    return nlp


@pytest.fixture(scope="module")
def toy() -> Language:
    nlp = blank()
    nlp.add_pipe("toy_dates")
    return nlp


def base_of(folder: Path, *parts: str, pack: str = "dates") -> RuleBase:
    path = folder / "toy.toml"
    path.write_text(HEAD.format(pack=pack) + "\n".join(parts), encoding="utf-8")
    return load_rules(base=path)


def example(kind: str, text: str, **more: str) -> str:
    return f'[[rule.{kind}]]\ntext = """{text}"""\n' + "".join(f"{k} = {v}\n" for k, v in more.items())


EXAMPLES = {
    "hit": (AMOUNT, "hits", "Er wartet [[48 Stunden]].", {}, "pass", ""),
    "hit_elsewhere": (
        AMOUNT,
        "hits",
        "Er wartet [[48]] Stunden.",
        {},
        "fail",
        "not found: «48»; found «48 Stunden»; there is a row by t.amount",
    ),
    "hit_nothing": (AMOUNT, "hits", "Er wartet [[lange]].", {}, "fail", "not found: «lange»; the rule found nothing"),
    "two_marks": (AMOUNT, "hits", "[[2 Tage]] oder [[3 Tage]]", {}, "pass", ""),
    "second_mark_missing": (AMOUNT, "hits", "[[2 Tage]] oder [[drei Wochen]]", {}, "fail", "not found: «drei Wochen»; found «2 Tage»"),
    "slot": (AMOUNT, "hits", "[[48 Stunden]]", {"expect": '{ amount = "48", unit = "Stunden" }'}, "pass", ""),
    "slot_wrong": (AMOUNT, "hits", "[[48 Stunden]]", {"expect": '{ unit = "Tage" }'}, "fail", "slot unit is «Stunden», wanted «Tage»"),
    "row": (AMOUNT, "hits", "[[48 Stunden]]", {"row": '{ value = "PT48H", mod = "NULL" }'}, "pass", ""),
    "row_wrong": (AMOUNT, "hits", "[[48 Stunden]]", {"row": '{ value = "P2D" }'}, "fail", "value is «PT48H», wanted «P2D»"),
    "row_missing": (
        AMOUNT,
        "hits",
        "[[2 Tage]]",
        {"row": '{ value = "P2D" }'},
        "fail",
        "the pattern matched, but the component made no row of it",
    ),
    "miss": (AMOUNT, "misses", "Er wartet lange.", {}, "pass", ""),
    "miss_found": (AMOUNT, "misses", "Er wartet 48 Stunden.", {}, "fail", "found «48 Stunden»"),
    "miss_elsewhere": (AMOUNT, "misses", "48 Stunden und [[zwei Wochen]]", {}, "pass", ""),
    "miss_there": (AMOUNT, "misses", "Seit [[48]] Stunden", {}, "fail", "found «48 Stunden»"),
    "gap": (AMOUNT, "gaps", "[[zwei Wochen]]", {}, "gap", "not found: «zwei Wochen»; the rule found nothing"),
    "gap_closed": (AMOUNT, "gaps", "[[3 Tage]]", {}, "promote", ""),
    "mark_cuts_a_token": (
        AMOUNT,
        "hits",
        "[[48 Stund]]en",
        {},
        "fail",
        "the mark «48 Stund» cuts a token; the tokens there are: 48 | Stunden",
    ),
    "gap_cuts_a_token": (
        AMOUNT,
        "gaps",
        "zwei Tag[[es]]marsch",
        {},
        "fail",
        "the mark «es» cuts a token; the tokens there are: Tagesmarsch",
    ),
    "component_failed": (AMOUNT, "misses", "Fehler", {}, "fail", "toy_dates: ValueError: kaputt"),
    "logic": (LOGIC, "hits", "Er kommt [[heute]].", {}, "pass", ""),
    "logic_span_differs": (
        LOGIC,
        "hits",
        "Er [[kommt heute]].",
        {},
        "fail",
        "not found: «kommt heute»; found «heute»; there is a row by t.logic",
    ),
    "logic_other_rule": (LOGIC, "hits", "[[48 Stunden]]", {}, "fail", "the rule found nothing; there is a row by t.amount"),
    "logic_row": (
        LOGIC,
        "hits",
        "[[heute]]",
        {"published_on": "2026-02-03", "row": '{ value = "2026-02-03", begin_at = 2026-02-03 }'},
        "pass",
        "",
    ),
    "logic_row_unresolved": (LOGIC, "hits", "[[heute]]", {"row": '{ value = "PRESENT_REF", begin_at = "NULL" }'}, "pass", ""),
    "logic_miss": (LOGIC, "misses", "Er kommt in 48 Stunden.", {}, "pass", ""),
    "logic_miss_found": (LOGIC, "misses", "Er kommt heute.", {}, "fail", "found «heute»"),
    "umlauts_and_emoji": (AMOUNT, "hits", "Öl 👩‍👧 für [[48 Stunden]]", {}, "pass", ""),
}


def one_result(toy: Language, folder: Path, rule: str, kind: str, text: str, more: dict[str, str]) -> ExampleResult:
    (result,) = check_examples(toy, base_of(folder, rule, example(kind, text, **more)))
    return result


@pytest.mark.parametrize(("rule", "kind", "text", "more", "outcome", "detail"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_examples(toy: Language, tmp_path: Path, rule: str, kind: str, text: str, more: dict[str, str], outcome: str, detail: str) -> None:
    result = one_result(toy, tmp_path, rule, kind, text, more)
    assert result.outcome == outcome
    assert detail in result.detail
    assert bool(result.detail) == (outcome in ("fail", "gap"))


def test_results_come_with_ids_and_can_be_limited_to_rules(toy: Language, tmp_path: Path) -> None:
    hit, miss = example("hits", "[[48 Stunden]]"), example("misses", "nie")
    base = base_of(tmp_path, AMOUNT, hit, miss, LOGIC, example("hits", "[[heute]]"))
    assert [r.id for r in check_examples(toy, base)] == ["t.amount/hits-1", "t.amount/misses-1", "t.logic/hits-1"]
    assert [r.id for r in check_examples(toy, base, {"t.logic"})] == ["t.logic/hits-1"]


def test_retired_rules_are_not_run(toy: Language, tmp_path: Path) -> None:
    assert list(check_examples(toy, base_of(tmp_path, AMOUNT.replace("draft", "retired"), example("hits", "[[falsch]]")))) == []


def printed(toy: Language, base: RuleBase, verbose: bool = False) -> tuple[str, bool]:
    console = Console(width=200, record=True, force_terminal=False, highlight=False)
    good = print_check(base, check_examples(toy, base), console, verbose)
    return console.export_text(), good


def test_check_prints_failures_marked_and_counts(toy: Language, tmp_path: Path) -> None:
    base = base_of(tmp_path, AMOUNT, example("hits", "Er [[wartet]] [rot]."), example("gaps", "[[3 Tage]]"), example("misses", "nie"))
    text, good = printed(toy, base)
    assert not good
    assert "FAILED t.amount/hits-1  Er [[wartet]] [rot]." in text
    assert "toy.toml:5: rule t.amount" in text
    assert "promote it t.amount/gaps-1  [[3 Tage]]" in text
    assert "1 example failed" in text
    assert "nie" not in text
    assert "ok t.amount/misses-1  nie" in printed(toy, base, verbose=True)[0]


def test_check_is_content_with_known_gaps(toy: Language, tmp_path: Path) -> None:
    text, good = printed(toy, base_of(tmp_path, AMOUNT, example("hits", "[[2 Tage]]"), example("gaps", "[[zwei Wochen]]")))
    assert good
    assert [line.split() for line in text.splitlines()][1] == ["dates", "1", "1", "of", "1", "pass", "0", "of", "0", "pass", "1", "known"]


def test_marked_shows_marks_without_colours() -> None:
    assert marked("Er kommt\nheute [x].", [(9, 14)]).plain == "Er kommt [[heute]] [x]."


# Rows


def test_row_spans() -> None:
    assert row_span("dates", {"start_char": 3, "end_char": 5}) == (3, 5)
    assert row_span("quotes", {"quote_spans": [[3, 5], [8, 9]]}) == (3, 9)
    assert row_span("quotes", {"quote_spans": []}) == (0, 0)
    assert row_span("escalations", {"window_start_char": 1, "window_end_char": 2, "start_char": 0, "end_char": 9}) == (1, 2)


DIFFERENCES = {
    "equal": ({"value": "x"}, {"value": "x"}, []),
    "float_and_integer": ({"window_end_h": 48}, {"window_end_h": 48.0}, []),
    "null": ({"mod": "NULL"}, {"mod": None}, []),
    "not_null": ({"mod": "NULL"}, {"mod": "APPROX"}, ["mod is «APPROX», wanted «NULL»"]),
    "date_time": ({"begin_at": dt.datetime(2026, 2, 3, 12)}, {"begin_at": "2026-02-03T12:00:00"}, []),
    "date_for_midnight": ({"begin_at": dt.date(2026, 2, 3)}, {"begin_at": "2026-02-03T00:00:00"}, []),
    "false_is_not_zero": ({"nested": False}, {"nested": 0}, ["nested is 0, wanted False"]),
    "list": ({"responders": ["EU"]}, {"responders": ["EU", "UN"]}, ["responders is ['EU', 'UN'], wanted ['EU']"]),
    "spans_as_texts": ({"cue_spans": ["kommt", "an"]}, {"cue_spans": [[3, 8], [9, 11]]}, []),
}


@pytest.mark.parametrize(("wanted", "row", "expected"), DIFFERENCES.values(), ids=DIFFERENCES.keys())
def test_differences(wanted: dict[str, Any], row: dict[str, Any], expected: list[str]) -> None:
    assert differences(wanted, row, "Er kommt an.") == expected


# try


def test_try_shows_matches_with_slots_and_rows(toy: Language, tmp_path: Path) -> None:
    base = base_of(tmp_path, AMOUNT)
    doc = toy("Heute, in 48 Stunden.")
    (match,) = tried_matches(toy, base, doc)
    assert (match.rule_id, match.text, match.slots) == ("t.amount", "48 Stunden", {"amount": "48", "unit": "Stunden"})
    assert [(r.pack, r.rule_id, r.row["value"]) for r in tried_rows(doc)] == [
        ("dates", "t.logic", "PRESENT_REF"),
        ("dates", "t.amount", "PT48H"),
    ]
    assert [r.rule_id for r in tried_rows(doc, {"t.logic"})] == ["t.logic"]


def test_try_takes_a_text_or_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Der Minister sagte am Montag, die Lage sei ruhig und werde es bleiben. Niemand widersprach ihm.", encoding="utf-8")
    assert [a.text[:12] for a in texts_of(str(path))] == ["Der Minister"]
    (typed,) = texts_of("Heute, und ein\0 Zeichen" + "x" * 5000, dt.date(2026, 2, 3))
    assert typed.published_on == dt.date(2026, 2, 3)


TOKEN = '\n[[rule]]\nid = "t.x"\ntitle = "Titel"\nstatus = "draft"\nengine = "token"\nlabel = "X"\npattern = [{}]\n'
STOPS = {
    "second_entry": (
        '{ LOWER = "binnen" }, { LIKE_NUM = true }, { LOWER = "stunden" }',
        "Er kommt binnen weniger Stunden.",
        "pattern 1: 1 of 3 entries fit («binnen»), stopped at «weniger»: LIKE_NUM: wanted true, found false",
    ),
    "last_entry": (
        '{ LOWER = "binnen" }, { LIKE_NUM = true }, { LOWER = { IN = ["stunden", "tage"] } }',
        "binnen 48 Minuten",
        "pattern 1: 2 of 3 entries fit («binnen 48»), stopped at «Minuten»: LOWER: wanted one of stunden, tage, found «minuten»",
    ),
    "text_ends": (
        '{ LOWER = "binnen" }, { LIKE_NUM = true }',
        "Er kommt binnen",
        "1 of 2 entries fit («binnen»): the text ends, wanted LIKE_NUM = true",
    ),
    "nothing_fits": ('{ LOWER = "binnen" }, { LIKE_NUM = true }', "Er kommt bald", "none of 2 entries fit: no token is LOWER = «binnen»"),
    "nearest_token": (
        '{ LOWER = "binnen", IS_TITLE = true }',
        "Er kommt binnen Stunden",
        "none of 1 entries fit, stopped at «Er»: LOWER: wanted «binnen», found «er»",
    ),
    "optional_is_passed": (
        '{ LOWER = "etwa", OP = "?" }, { LOWER = "binnen" }, { LOWER = "tagen" }',
        "etwa binnen Wochen",
        "2 of 3 entries fit («etwa binnen»), stopped at «Wochen»",
    ),
    "optional_is_absent": (
        '{ LOWER = "etwa", OP = "*" }, { LOWER = "binnen" }, { LOWER = "tagen" }',
        "in Wochen",
        "none of 3 entries fit: no token is LOWER = «binnen»",
    ),
    "expression": ('{ LOWER = "am" }, { TEXT = { REGEX = "^[A-Z]" } }', "am montag", "TEXT: wanted REGEX «^[A-Z]», found «montag»"),
    "list": ('{ LOWER = "am" }, { LOWER = { IN_LIST = "days" } }', "am Tag", "LOWER: wanted a word of the list days, found «tag»"),
    "negation": ('{ LOWER = "am" }, { LOWER = "montag", OP = "!" }', "am Montag", "wanted a token that is not LOWER = «montag»"),
    "length": ('{ LOWER = "am" }, { LENGTH = { ">=" = 9 } }', "am Montag", "LENGTH: wanted >= 9, found 6"),
}


@pytest.mark.parametrize(("pattern", "text", "wanted"), STOPS.values(), ids=STOPS.keys())
def test_why_a_token_rule_does_not_match(tmp_path: Path, pattern: str, text: str, wanted: str) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "days.csv").write_text("term\nMontag\n", encoding="utf-8")
    nlp, base = blank(), base_of(tmp_path, TOKEN.format(pattern))
    assert not list(tried_matches(nlp, base, nlp(text)))
    stops = explain(nlp, base, base.rules()[0], nlp(text))
    assert wanted in str(stops[0])


def test_the_alternative_that_got_furthest_comes_first(tmp_path: Path) -> None:
    rule = TOKEN.format("").replace("pattern = []", 'patterns = [[{ LOWER = "nie" }], [{ LOWER = "am" }, { LOWER = "montag" }]]')
    nlp = blank()
    base = base_of(tmp_path, rule)
    assert [s.alternative for s in explain(nlp, base, base.rules()[0], nlp("am Dienstag"))] == [2]
    assert [s.alternative for s in explain(nlp, base, base.rules()[0], nlp("Dienstag"))] == [1, 2]


def tree(lemma: str = "verlangen", subject: str = "nsubj", object_: str = "obj", vocab: Any = None) -> Doc:
    return Doc(
        vocab,
        words=["Kiew", "verlangt", "Waffen"],
        heads=[1, 1, 1],
        deps=[subject, "ROOT", object_],
        lemmas=["Kiew", lemma, "Waffe"],
        pos=["PROPN", "VERB", "NOUN"],
        tags=["NE", "VVFIN", "NN"],
    )


DEPENDENCY = """
[[rule]]
id = "t.x"
title = "Wer verlangt was"
status = "draft"
engine = "dependency"
label = "X"
pattern = [
  { RIGHT_ID = "verb", RIGHT_ATTRS = { LEMMA = "verlangen", POS = "VERB" } },
  { LEFT_ID = "verb", REL_OP = ">", RIGHT_ID = "who", RIGHT_ATTRS = { FUNC = "subject" } },
  { LEFT_ID = "who", REL_OP = ">", RIGHT_ID = "whose", RIGHT_ATTRS = { FUNC = "genitive" } },
]
"""
DEPENDENCY_STOPS = {
    "anchor": (
        {"lemma": "fordern"},
        "none of 3 entries fit, stopped at «verlangt»: node verb has no candidate; LEMMA: wanted «verlangen», found «fordern»",
    ),
    "no_such_child": (
        {"subject": "advmod"},
        "stopped at «Kiew»: node who has no candidate (verlangt > Kiew); FUNC: wanted «subject», found «advmod»",
    ),
    "no_child_at_all": (
        {},
        "2 of 3 entries fit («Kiew … verlangt»): node whose has no candidate; no token stands in the relation > to «Kiew»",
    ),
}


@pytest.mark.parametrize(("sentence", "wanted"), DEPENDENCY_STOPS.values(), ids=DEPENDENCY_STOPS.keys())
def test_why_a_dependency_rule_does_not_match(tmp_path: Path, sentence: dict[str, str], wanted: str) -> None:
    nlp, base = blank(), base_of(tmp_path, DEPENDENCY)
    stops = explain(nlp, base, base.rules()[0], tree(vocab=nlp.vocab, **sentence))
    assert wanted in str(stops[0])


def test_why_without_a_parser(tmp_path: Path) -> None:
    nlp, base = blank(), base_of(tmp_path, DEPENDENCY)
    assert "the pipeline has no parser" in str(explain(nlp, base, base.rules()[0], nlp("Kiew verlangt Waffen"))[0])


TERMS = '\n[[rule]]\nid = "t.x"\ntitle = "Titel"\nstatus = "draft"\nengine = "terms"\nlabel = "X"\nlist = "seats"\n'


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("der KREML schweigt", "stopped at «KREML»: the list seats has it when compared by LOWER, but the rule compares by ORTH"),
        ("Moskau schweigt", "none of the 1 terms of the list seats stands in the text"),
    ],
    ids=["case", "absent"],
)
def test_why_terms_do_not_match(tmp_path: Path, text: str, wanted: str) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "seats.csv").write_text("term\nKreml\n", encoding="utf-8")
    nlp, base = blank(), base_of(tmp_path, TERMS)
    assert wanted in str(explain(nlp, base, base.rules()[0], nlp(text))[0])


@pytest.mark.parametrize("text", ["", " ", "\n", "👩‍👧"], ids=["empty", "space", "break", "emoji"])
def test_explaining_odd_texts_does_not_raise(tmp_path: Path, text: str) -> None:
    nlp, base = blank(), base_of(tmp_path, AMOUNT, LOGIC)
    for rule in base.rules():
        explain(nlp, base, rule, nlp(text))


# Problems


def test_problems_of_all_rules_at_once(tmp_path: Path) -> None:
    rules = [AMOUNT.replace("t.amount", f"t.r{i}").replace("LIKE_NUM = true", f'POS = "{p}"') for i, p in enumerate(("NUM", "CARD", "NN"))]
    found = pack_problems(blank(), base_of(tmp_path, *rules))
    assert [p.split(": ")[1] for p in found if "POS" in p] == ["rule t.r1", "rule t.r2"]


def test_warnings(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "seats.csv").write_text("term\nKreml\nWeißes Haus\n", encoding="utf-8")
    base = base_of(tmp_path, TOKEN.format('{ TEXT = { IN_LIST = "seats" } }'), DEPENDENCY.replace("t.x", "t.dep"))
    found = [w.split(": ", 2)[2] for w in pack_warnings(blank(), base)]
    assert found == [
        "stays silent, the pipeline has no parser",
        'IN_LIST = "seats" compares one token, so «Weißes Haus» can never match there',
    ]


def test_find_rule(tmp_path: Path) -> None:
    base = base_of(tmp_path, AMOUNT.replace("draft", "retired"))
    assert (rule := find_rule(base, "t.amount")) is not None
    assert rule.status == "retired"
    assert find_rule(base, "t.other") is None


# new


def test_new_pack_is_valid_as_it_is(tmp_path: Path) -> None:
    base = load_rules([new_pack("my_rules", tmp_path / "mine")])
    rule = find_rule(base, "my_rules.first_rule")
    assert rule is not None
    assert rule.status == "draft"
    assert {kind for kind, _, _ in rule.examples()} == {"hits", "misses", "gaps"}
    assert {r.outcome for r in check_examples(blank(), base, {rule.id})} == {"pass", "gap"}


@pytest.mark.parametrize("name", ["My", "a-b", "1a", "", "ä", "a.b", "../a"])
def test_new_pack_refuses_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(TemplateError, match="is no name for a pack"):
        new_pack(name, tmp_path)


def test_new_pack_overwrites_nothing(tmp_path: Path) -> None:
    path = new_pack("mine", tmp_path)
    path.write_text("meins", encoding="utf-8")
    with pytest.raises(TemplateError, match="is there already"):
        new_pack("mine", tmp_path)
    assert path.read_text(encoding="utf-8") == "meins"


# stats


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "s.duckdb"
    rows: dict[str, Any] = {
        "dates": [Timex(0, 3, "Der", "DATE", "2026", "t.amount"), Timex(4, 9, "Kreml", "DATE", "2026", "t.amount")],
        "actors": [Actor("government:RU", "Kreml", "government", "RU")],
        "actor_mentions": [ActorMention(4, 9, "Kreml", "metonym", "gone.rule", actor_id="government:RU")],
        "quotes": [Quote(0, "direct", "speech", "Der", [CharSpan(0, 3)], "t.logic")],
        "escalations": [EscalationFrame(0, "stage", "Der", 0, 3, 0, 18, "t.logic")],
    }
    facts = [
        ArticleFacts(Article(i, "test", "Der Kreml schwieg.", title="Titel", published_on=dt.date(2026, 2, 3), content_hash=i), 4, **rows)
        for i in ("a1", "a2")
    ]
    with writing(path) as writer:
        writer.start_run({"run_id": "r1", "rules_digest": "other"})
        writer.load(facts_to_tables(facts, "engine"), "r1")
        writer.finish_run("r1", "done", {"seen": 2, "added": 2})
    return path


def test_stats_count_rules_and_name_silent_ones(tmp_path: Path, store: Path) -> None:
    stats = rule_stats(store, base_of(tmp_path, AMOUNT, LOGIC, AMOUNT.replace("t.amount", "t.silent")))
    assert (stats.articles, stats.same_rules) == (2, False)
    assert [(r.rule_id, r.status, r.hits, r.articles) for r in stats.rules] == [
        ("t.amount", "draft", 4, 2),
        ("t.logic", "draft", 4, 2),
        ("gone.rule", "unknown", 2, 2),
        ("t.silent", "draft", 0, 0),
    ]


def test_stats_without_a_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        rule_stats(tmp_path / "none.duckdb", base_of(tmp_path, AMOUNT))


# diff


class Toy:
    """An extractor that makes a date of each of its words."""

    name = pack = "toy"

    def __init__(self, **values: str) -> None:
        self.values = values
        self.base = SimpleNamespace(packs=(), lists_digest=repr(values))
        self.ran = 0

    def __call__(self, doc: Doc) -> Doc:
        self.ran += 1
        found = [t for t in doc if t.text in self.values]
        set_rows(doc, "dates", [Timex(t.idx, t.idx + len(t), t.text, "DATE", self.values[t.text], f"t.{t.lower_}") for t in found])
        return doc


ARTICLES = [Article(f"a{i}", "test", f"Nummer {i} kommt heute. Morgen kommt niemand, gestern kam jemand.") for i in range(30)]


def diff(
    cache: ParseCache, before: Toy, after: Toy, articles: Sequence[Article] = ARTICLES, sample: int = 5
) -> tuple[list[Any], DiffSummary]:
    summary = DiffSummary()
    return list(compare(cache, articles, [before], [after], summary, sample)), summary


def test_diff_shows_what_appears_disappears_and_changes(tmp_path: Path) -> None:
    cache = ParseCache(blank(), tmp_path / "p.sqlite")
    found, summary = diff(cache, Toy(heute="1", Morgen="2"), Toy(heute="9", gestern="3"), ARTICLES[:1])
    assert [(c.kind, c.rule_id, c.sentence[slice(*c.mark)], c.columns) for c in found] == [
        ("changes", "t.heute", "heute", (("value", "1", "9"),)),
        ("disappears", "t.morgen", "Morgen", ()),
        ("appears", "t.gestern", "gestern", ()),
    ]
    assert found[1].sentence == "Morgen kommt niemand, gestern kam jemand."
    assert {i: (c.before, c.after) for i, c in summary.rules.items()} == {"t.heute": (1, 1), "t.morgen": (1, 0), "t.gestern": (0, 1)}
    cache.close()


def test_equal_rules_differ_in_nothing(tmp_path: Path) -> None:
    cache = ParseCache(blank(), None)
    found, summary = diff(cache, Toy(heute="1"), Toy(heute="1"))
    assert found == []
    assert (summary.articles, summary.total("appears")) == (30, 0)
    cache.close()


def test_a_component_runs_only_where_its_rows_are_not_known(tmp_path: Path) -> None:
    cache, rules, same = ParseCache(blank(), None), Toy(heute="1"), Toy(heute="1")
    diff(cache, rules, same)
    assert (rules.ran, same.ran) == (30, 0), "equal rules give equal rows"
    cache.close()

    article, first, changed = ARTICLES[0], Toy(heute="1"), Toy(heute="2")
    cache = ParseCache(blank(), tmp_path / "p.docs")
    ((_, parse),) = cache.docs([article])
    kept = find_rows(cache.restore(article, parse), [first], stamps([first]), cache.stamp(article), None)
    cache.close()
    assert kept is not None
    beside = DocStore(tmp_path / "s.docs", write=True)
    beside.put([(article.article_id, b"another", parse)], [(article.article_id, kept)])
    beside.close()
    cache, again = ParseCache(blank(), tmp_path / "p.docs", tmp_path / "s.docs"), Toy(heute="1")
    found, _ = diff(cache, again, changed, [article])
    assert [(c.kind, c.columns) for c in found] == [("changes", (("value", "1", "2"),))]
    assert (again.ran, changed.ran) == (0, 1), "what is kept beside the store is not found again"
    cache.close()


def test_samples_are_of_the_size_asked_for_and_repeatable() -> None:
    cache = ParseCache(blank(), None)
    first = diff(cache, Toy(), Toy(heute="1"))[1].samples["appears"]
    assert len(first) == 5
    assert first == diff(cache, Toy(), Toy(heute="1"))[1].samples["appears"]
    assert len({c.article_id for c in first} & {f"a{i}" for i in range(5, 30)}) > 0
    cache.close()


def test_parses_are_kept(tmp_path: Path) -> None:
    for parsed, hits in ((30, 0), (0, 30)):
        cache = ParseCache(blank(), tmp_path / "deep" / "p.sqlite")
        diff(cache, Toy(), Toy())
        assert (cache.parsed, cache.hits) == (parsed, hits)
        cache.close()


def test_parses_beside_a_store_are_used_and_left_alone(tmp_path: Path) -> None:
    cache = ParseCache(blank(), tmp_path / "s.docs")  # made in the place of the file beside a store
    diff(cache, Toy(), Toy(), ARTICLES[:3])
    cache.close()
    cache = ParseCache(blank(), tmp_path / "p.docs", tmp_path / "s.docs")
    diff(cache, Toy(), Toy(), ARTICLES[:5])
    assert (cache.parsed, cache.hits) == (2, 3)
    cache.close()
    beside = DocStore(tmp_path / "s.docs")
    assert beside.count() == 3
    beside.close()


def test_another_model_or_text_is_parsed_anew(tmp_path: Path) -> None:
    cache = ParseCache(blank(), tmp_path / "p.sqlite")
    diff(cache, Toy(), Toy(), ARTICLES[:2])
    cache.close()
    other = blank()
    other.meta["version"] = "9.9.9"
    cache = ParseCache(other, tmp_path / "p.sqlite")
    diff(cache, Toy(), Toy(), ARTICLES[:2])
    assert cache.parsed == 2
    diff(cache, Toy(), Toy(), [Article("a0", "test", ARTICLES[0].text + " ")])
    assert cache.parsed == 3
    cache.close()


def test_a_damaged_cache_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "p.sqlite"
    path.write_bytes(b"this is no SQLite file, whatever its name says" * 100)
    cache = ParseCache(blank(), path)
    diff(cache, Toy(), Toy(), ARTICLES[:2])
    assert cache.parsed == 2
    cache.close()


def test_a_place_that_cannot_be_written_means_no_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    cache = ParseCache(blank(), tmp_path / "file" / "p.sqlite")
    assert diff(cache, Toy(), Toy(heute="1"), ARTICLES[:2])[1].total("appears") == 2
    cache.close()


def test_restored_docs_are_as_parsed_and_independent() -> None:
    cache = ParseCache(blank(), None)
    article = Article("a", "test", "Öl kommt. 👩‍👧 geht\n\nHeute!", published_on=dt.date(2026, 2, 3))
    ((_, parse),) = cache.docs([article])
    first, second = cache.restore(article, parse), cache.restore(article, parse)
    assert first.text == article.text
    assert [s.text for s in first.sents] == [s.text for s in cache.nlp(article.text).sents]
    set_rows(first, "dates", [Timex(0, 2, "Öl", "DATE", "x", "t.x")])
    assert (second._.lagebild_dates, published_on(second)) == ([], dt.date(2026, 2, 3))
    cache.close()


def test_changes_as_csv(tmp_path: Path) -> None:
    cache = ParseCache(blank(), None)
    write_changes(tmp_path / "c.csv", diff(cache, Toy(heute="1"), Toy(heute="2"), ARTICLES[:1])[0])
    cache.close()
    with (tmp_path / "c.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["verdict"], row["change"], row["text"], row["columns"]) == ("", "changes", "heute", "value: 1 → 2")


def test_long_sentences_are_cut_around_the_mark() -> None:
    doc = blank()("Wort " * 500 + "heute " + "Wort " * 500)
    start = doc.text.index("heute")
    sentence, mark = sentence_around(doc, start, start + 5)
    assert sentence[slice(*mark)] == "heute"
    assert len(sentence) < 400


def test_articles_of_a_store_or_of_files(tmp_path: Path, store: Path) -> None:
    assert [(a.article_id, a.text, a.published_on) for a in articles_of((), store, 1)] == [
        ("a1", "Der Kreml schwieg.", dt.date(2026, 2, 3))
    ]
    path = tmp_path / "in.jsonl"
    path.write_text(
        '{"id": "x", "text": "Der Minister sagte am Montag, die Lage sei ruhig und werde es auch bleiben."}\nkaputt\n', encoding="utf-8"
    )
    assert [a.article_id for a in articles_of([str(path)], store)] == ["x"]


@pytest.mark.parametrize(
    ("pack", "label", "settings", "wanted"),
    [
        ("escalations", "WINDOW", 'form = "within"', ""),
        ("escalations", "WINDOWS", 'form = "within"', 'label = "WINDOWS" means nothing to lagebild_escalations; it acts on WINDOW'),
        ("escalations", "WINDOW", 'form = "wihtin"', 'set.form = "wihtin" means nothing to lagebild_escalations'),
        ("actors", "ACTOR", "x = 1", 'label = "ACTOR" means nothing to lagebild_actors; it reads no patterns, only its lists'),
    ],
    ids=["good", "label", "setting", "no_patterns"],
)
def test_what_the_components_act_on(tmp_path: Path, pack: str, label: str, settings: str, wanted: str) -> None:
    rule = AMOUNT.replace('"X"', f'"{label}"') + f"set = {{ {settings} }}\n"
    found = pack_problems(blank(), base_of(tmp_path, rule, pack=pack))
    assert [bool(wanted)] == [bool(found)]
    assert wanted in "".join(found)
