"""One adapter between the dependency schemes: TIGER (official `de_core_news_*`) and Universal Dependencies (embedded pipeline).

Rules and components ask for functions, never for labels. Clause structure differs between the schemes (in TIGER the finite verb heads
the clause and auxiliaries govern participles by `oc`; in UD the lexical verb heads it and auxiliaries hang below by `aux`), so ask
`clause_tokens`, `finite_verb` and `lexical_verb` instead of walking heads.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

SUBJECT = frozenset({"sb", "sbp", "nsubj", "nsubj:pass", "csubj", "csubj:pass", "ep"})
OBJECT = frozenset({"oa", "oa2", "obj"})
INDIRECT_OBJECT = frozenset({"da", "iobj", "obl:arg", "og"})
AGENT = frozenset({"sbp", "obl:agent"})
CLAUSAL_COMPLEMENT = frozenset({"oc", "ccomp", "xcomp", "re"})
PARATAXIS = frozenset({"rs", "dm", "parataxis", "cc:preconj"})
AUXILIARY = frozenset({"aux", "aux:pass", "cop"})
MODIFIER = frozenset({"mo", "mnr", "obl", "obl:tmod", "advmod", "nmod", "advcl", "op", "pg"})
GENITIVE = frozenset({"ag", "pg", "nmod:poss", "nmod"})
APPOSITION = frozenset({"app", "appos", "par"})
CONJUNCT = frozenset({"cj", "cd", "conj"})
RELATIVE = frozenset({"rc", "acl", "acl:relcl"})
NAME_PART = frozenset({"pnc", "flat", "flat:name", "nk", "compound"})
PARTICLE = frozenset({"svp", "compound:prt"})
SUBORDINATOR = frozenset({"cp", "mark"})
NEGATION = frozenset({"ng"})
PREPOSITION_OBJECT = frozenset({"nk"})

ALL_UD = frozenset(
    "acl acl:relcl advcl advmod amod appos aux aux:pass case cc ccomp compound compound:prt conj cop csubj csubj:pass dep det det:poss "
    "discourse expl expl:pv expl:pass fixed flat flat:name goeswith iobj list mark nmod nmod:poss nsubj nsubj:pass nummod obj obl obl:agent "
    "obl:arg obl:tmod orphan parataxis punct reparandum root ROOT vocative xcomp dislocated advmod:emph advcl:relcl".split()
)
ALL_TIGER = frozenset(
    "ac adc ag ams app avc cc cd cj cm cp cvc da dep dm ep ju mnr mo ng nk nmc oa oc og op par pd pg ph pm pnc punct rc re rs sb sbp svp "
    "uc vo ROOT oa2".split()
)


def is_ud(doc_or_token: object) -> bool:
    """Whether the Doc carries UD labels rather than TIGER's (decided by the labels seen)."""
    doc = getattr(doc_or_token, "doc", doc_or_token)
    cached = doc.user_data.get("lagebild_ud")  # type: ignore[attr-defined]
    if cached is None:
        seen = {t.dep_ for t in doc}  # type: ignore[attr-defined]
        cached = not (seen & {"sb", "nk", "mo", "oa", "oc"})
        doc.user_data["lagebild_ud"] = cached  # type: ignore[attr-defined]
    return bool(cached)


def is_subject(token: Token) -> bool:
    """Whether the token is a subject of its head."""
    return token.dep_ in SUBJECT


def subjects(verb: Token) -> list[Token]:
    """The subjects of the clause that `verb` belongs to, whatever verb of the cluster carries them."""
    return [t for v in verb_cluster(verb) for t in v.children if t.dep_ in SUBJECT]


def objects(verb: Token) -> list[Token]:
    """The accusative objects of the clause that `verb` belongs to."""
    return [t for v in verb_cluster(verb) for t in v.children if t.dep_ in OBJECT]


def indirect_objects(verb: Token) -> list[Token]:
    """The dative objects of the clause that `verb` belongs to."""
    return [t for v in verb_cluster(verb) for t in v.children if t.dep_ in INDIRECT_OBJECT]


def verb_cluster(verb: Token) -> list[Token]:
    """All verb tokens of the clause (finite verb, auxiliaries, modals, infinitives, participles), in text order.

    TIGER: chain of `oc` between verbs; UD: `aux`, `aux:pass`, `cop` children and their head, and modals' `xcomp`.
    """
    cluster = {verb.i: verb}
    todo = [verb]
    while todo:
        token = todo.pop()
        near = [c for c in token.children if _same_cluster(token, c)]
        if token.head is not token and _same_cluster(token.head, token):
            near.append(token.head)
        for other in near:
            if other.i not in cluster:
                cluster[other.i] = other
                todo.append(other)
    return [cluster[i] for i in sorted(cluster)]


def _same_cluster(head: Token, child: Token) -> bool:
    if child.dep_ in AUXILIARY:
        return True
    verbal = child.pos_ in ("VERB", "AUX") and head.pos_ in ("VERB", "AUX")
    if child.dep_ == "oc":
        # An infinitive with zu or a clause of its own is no part of the cluster.
        return verbal and head.pos_ == "AUX" and not any(c.dep_ == "cp" or c.tag_ == "PTKZU" for c in child.children) and child.tag_ != "VVIZU"
    return False


def finite_verb(verb: Token) -> Token | None:
    """The finite verb of the clause that `verb` belongs to, None if it has none."""
    return next((t for t in verb_cluster(verb) if t.tag_ in ("VVFIN", "VAFIN", "VMFIN", "VVIMP", "VAIMP") or "Fin" in t.morph.get("VerbForm", [])), None)


def lexical_verb(verb: Token) -> Token:
    """The lexical verb of the clause: the verb that is no auxiliary or modal where there is one, else `verb` itself."""
    cluster = verb_cluster(verb)
    return next((t for t in reversed(cluster) if t.tag_.startswith("VV") or t.pos_ == "VERB"), verb)


def particle(verb: Token) -> Token | None:
    """The separated particle („an“ in „kündigte … an“), None if there is none."""
    return next((c for c in verb.children if c.dep_ in PARTICLE or (c.tag_ == "PTKVZ" and c.head is verb)), None)


def verb_lemma(verb: Token) -> str:
    """Lower-case lemma of the verb with its separated particle: „kündigte … an“ gives „ankündigen“."""
    part = particle(verb)
    lemma = verb.lemma_.lower()
    return lemma if part is None or lemma.startswith(part.lower_) else part.lower_ + lemma


def is_subjunctive(token: Token) -> bool:
    """Whether the token is a finite verb in Konjunktiv I or II."""
    return "Sub" in token.morph.get("Mood", [])


def conjuncts(token: Token) -> Iterator[Token]:
    """The token itself and everything coordinated with it, in text order."""
    yield token
    for child in token.children:
        if child.dep_ in CONJUNCT:
            if child.pos_ in ("CCONJ", "CONJ"):  # TIGER hangs the second conjunct below the conjunction
                yield from (g for c in child.children if c.dep_ in CONJUNCT for g in conjuncts(c))
            else:
                yield from conjuncts(child)
