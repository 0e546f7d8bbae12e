"""Whether what a word tells did happen: negation, future, condition, question, and the clauses and nouns above it."""

from __future__ import annotations

from enum import Enum

from coder.coding.grammar import Grammar
from coder.coding.reader import Reader
from coder.lexicon.lexicon import Lexicon

__all__ = ["Factuality", "Status"]


class Status(Enum):
    """How an event stands to the facts."""

    FACT = "fact"
    FUTURE = "future"
    REFUSED = "refused"
    ADVISED = "advised"
    REQUIRED = "required"
    NOT = "not"


_FUTURE = frozenset({"will", "shall", "'ll", "wo", "’ll"})
_ADVICE = frozenset({"should", "ought"})
_REQUIRED = frozenset({"must"})
_POSSIBLE = frozenset({"may", "might", "could", "can", "ca"})
# "after meeting", "by attacking", "condemned it for attacking": what follows is told as done.
_PRESUPPOSING = frozenset({"after", "by", "for", "since", "when", "while", "following", "upon", "on", "in", "as"})
_COERCION = "17"
# What is refused where it is negated: permission ("did not give permission"), optimism and pessimism.
_TURNED_ROUND = frozenset({"080", "012", "013"})
_NOMINAL = (
    "obj",
    "nsubj",
    "nsubj:pass",
    "obl",
    "obl:agent",
    "nmod",
    "nmod:poss",
    "iobj",
    "appos",
    "compound",
    "root",
    "obl:tmod",
    "obl:npmod",
    "nmod:unmarked",
)


class Factuality:
    """Answers for the words of one sentence."""

    def __init__(self, grammar: Grammar, lexicon: Lexicon, reader: Reader) -> None:
        self._grammar = grammar
        self._reader = reader
        self._nonfactual = lexicon.sets.get("NONFACTUAL", frozenset())
        self._nouns = lexicon.sets.get("NONFACTUAL_NOUNS", frozenset())
        self._implicatives = lexicon.sets.get("IMPLICATIVES", frozenset())
        self._conditions = lexicon.sets.get("CONDITIONS", frozenset())
        self._refusals = lexicon.sets.get("REFUSALS_IF_NEGATED", frozenset())
        self._doubts = lexicon.sets.get("DOUBTS", frozenset())
        forms = grammar.parse.forms
        self._question = bool(forms) and forms[-1] == "?"

    def status(self, token: int) -> Status:
        """How the event of a trigger stands to the facts, by its own clause and by everything that governs it."""
        if self._question:
            return Status.NOT
        parse, grammar = self._grammar.parse, self._grammar
        status = self._own(token)
        current = token
        while status is not Status.NOT:
            head, relation = parse.heads[current], parse.relations[current]
            if head < 0:
                break
            if relation in ("acl:relcl", "parataxis"):
                break
            if relation in ("acl", "advcl", "ccomp", "conj", "parataxis") and self._conditional(current):
                return Status.NOT
            if relation == "acl" and not grammar.infinitive(current):
                if grammar.gerund(current) and grammar.dependents(current, "mark"):
                    return Status.NOT  # "the path of restoring relations"
                if parse.lemmas[head] in self._nouns and grammar.dependents(current, "mark"):
                    return Status.NOT  # "accusations that it attacked ..."
                break
            if relation == "advcl":
                if grammar.infinitive(
                    current
                ):  # "came to meet" is not yet a meeting, "gathered to protest" is a protest
                    if parse.lemmas[head] not in self._implicatives or grammar.wished(current):
                        return Status.NOT
                    status = _outer(status, self._own(head))
                    current = head
                    continue
                marks = {parse.lemmas[mark] for mark in grammar.dependents(current, "mark")}
                if grammar.gerund(current) and marks and not marks & _PRESUPPOSING:
                    return Status.NOT  # "enthusiastic about restoring", "instead of attacking"
                reading = self._reader.read(head) if "for" in marks else None
                if reading is not None and reading.code[:2] == _COERCION:
                    return Status.NOT  # "arrested for spying" is a charge
                break
            if relation == "conj":
                status = self._from_conjunct(status, current, head)
            elif relation == "ccomp" and not grammar.infinitive(current):
                if (
                    parse.lemmas[head] in self._nonfactual
                    or self._reader.negated(head)
                    or self._own(head) is Status.NOT
                ):
                    return Status.NOT
            elif relation in ("xcomp", "ccomp", "acl", "csubj", "dep") and grammar.is_verb(current):
                if parse.lemmas[head] in ("go", "be") and grammar.infinitive(current):
                    status = (
                        Status.REFUSED if self._reader.negated(head) else Status.FUTURE
                    )  # "is to visit", "is going to visit"
                elif parse.lemmas[head] not in self._implicatives:
                    return Status.NOT
                else:
                    status = _outer(status, self._own(head))
            elif relation in _NOMINAL:
                if parse.lemmas[head] in self._nouns and parse.pos[head] != "VERB":
                    return Status.NOT
                if grammar.is_verb(head):
                    if parse.lemmas[head] in self._nonfactual:
                        return Status.NOT
                    status = _outer(status, self._own(head))
            current = head
        return status

    def reporter(self, token: int) -> int:
        """The verb that reports a clause, -1 where none does."""
        parse = self._grammar.parse
        current = token
        while parse.heads[current] >= 0:
            head, relation = parse.heads[current], parse.relations[current]
            if relation == "ccomp":
                return head
            if relation not in ("conj", "xcomp", *_NOMINAL):
                return -1
            current = head
        return -1

    def speakers(self, token: int) -> list[int]:
        """Heads of the subject of the verb that reports a clause; [] where nobody reports it."""
        verb = self.reporter(token)
        return self._grammar.subjects(verb) if verb >= 0 else []

    def _own(self, token: int) -> Status:
        """Status by the word's own auxiliaries and negation."""
        parse, grammar = self._grammar.parse, self._grammar
        negated = self._reader.negated(token)
        if any(parse.lemmas[child] in self._doubts for child in grammar.dependents(token, "advmod")):
            return Status.NOT
        auxiliaries = {parse.lemmas[child] for child in grammar.dependents(token, "aux")}
        if (
            not auxiliaries
            and parse.relations[token] == "conj"
            and grammar.is_verb(token)
            and not grammar.dependents(token, "nsubj", "nsubj:pass")
        ):
            auxiliaries = {parse.lemmas[child] for child in grammar.dependents(parse.heads[token], "aux")} & (
                _FUTURE | _POSSIBLE | _ADVICE | _REQUIRED | {"would"}
            )
        if auxiliaries & _POSSIBLE:
            return Status.NOT
        if "would" in auxiliaries:
            reported = parse.relations[token] in ("ccomp", "conj")
            if "have" in auxiliaries or not reported:
                return Status.NOT
            return Status.REFUSED if negated else Status.FUTURE
        if auxiliaries & _FUTURE:
            if "have" in auxiliaries:
                return Status.NOT
            return Status.REFUSED if negated else Status.FUTURE
        if negated:
            reading = self._reader.read(token)
            turns = reading is not None and reading.code in _TURNED_ROUND
            refused = turns or parse.lemmas[token] in self._refusals
            return Status.REFUSED if refused else Status.NOT  # "did not give permission", "did not allow inspectors"
        if auxiliaries & _ADVICE:
            return Status.ADVISED
        if auxiliaries & _REQUIRED:
            return Status.REQUIRED
        if grammar.infinitive(token) and (
            parse.heads[token] < 0 or (parse.relations[token] == "ccomp" and grammar.dependents(token, "nsubj"))
        ):
            return Status.FUTURE  # headline: "US to send troops to Mali"
        return Status.FACT

    def _conditional(self, token: int) -> bool:
        parse = self._grammar.parse
        return any(parse.lemmas[mark] in self._conditions for mark in self._grammar.dependents(token, "mark", "advmod"))

    def _from_conjunct(self, status: Status, token: int, head: int) -> Status:
        """A coordinated verb shares "not" only with "or" and "nor", and lies in the clause of the first."""
        if not self._grammar.is_verb(token):
            return status
        joined = {self._grammar.parse.lemmas[child] for child in self._grammar.dependents(token, "cc")}
        if joined & {"or", "nor"} and self._reader.negated(head):
            return Status.NOT
        return status


def _outer(inner: Status, outer: Status) -> Status:
    return inner if outer is Status.FACT else outer
