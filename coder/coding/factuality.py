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
_UNCERTAIN = frozenset({"may", "might"})
_MODALS = _FUTURE | _ADVICE | _REQUIRED | _POSSIBLE | {"would"}
# "after meeting", "by attacking", "condemned it for attacking": what follows is told as done.
_PRESUPPOSING = frozenset({"after", "by", "for", "since", "when", "while", "following", "upon", "on", "in", "as"})
_COERCION = "17"
_PAST = frozenset({"after", "following", "since", "despite"})
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
        self._called_off = lexicon.sets.get("CALLED_OFF", frozenset())
        self._doubts = lexicon.sets.get("DOUBTS", frozenset())
        forms = grammar.parse.forms
        self._question = bool(forms) and forms[-1] == "?"

    def status(self, token: int) -> Status:
        """How the event of a trigger stands to the facts, by its own clause and by everything that governs it."""
        if self._question or self._is_of_none(token):
            return Status.NOT
        heads = self._grammar.parse.heads
        status = self._own(token)
        while status is not Status.NOT and heads[token] >= 0:
            outer = self._below(status, token, heads[token])
            if outer is None:
                break
            status, token = outer, heads[token]
        return status

    def _is_of_none(self, token: int) -> bool:
        """Whether nothing is what a verb is about: "no talks are planned"; "no one was hurt in the raid" tells of a raid."""
        grammar = self._grammar
        subjects = grammar.dependents(token, "nsubj", "nsubj:pass")
        return any(grammar.parse.lemmas[word] == "no" for noun in subjects for word in grammar.dependents(noun, "det"))

    def _below(self, status: Status, token: int, head: int) -> Status | None:
        """The status of an event inside the phrase or clause of a word, seen from the word's head; None where the clause stands alone."""
        relation, grammar = self._grammar.parse.relations[token], self._grammar
        if relation == "parataxis" or (relation == "acl:relcl" and not grammar.infinitive(token)):
            return None
        if relation in ("acl", "advcl", "ccomp", "conj") and self._conditional(token):
            return Status.NOT
        if relation == "acl" and not grammar.infinitive(token):
            return Status.NOT if self._only_told_of(token, head) else None
        if relation == "advcl":
            return self._below_adverbial(status, token, head)
        if relation == "conj":
            return self._from_conjunct(status, token, head)
        if relation == "ccomp" and not grammar.infinitive(token):
            return Status.NOT if self._is_doubted(head) else status
        if relation in ("xcomp", "ccomp", "acl", "acl:relcl", "csubj", "dep") and grammar.is_verb(token):
            return self._below_infinitive(status, token, head)
        if relation in ("obj", "nsubj:pass") and grammar.parse.lemmas[head] in self._called_off:
            return Status.NOT  # "the visit was cancelled", but not "cancelled the visit after the attack"
        if relation == "obl" and self._reader.negated(head) and not _PAST.isdisjoint(grammar.case_names(token)):
            return status  # "did not meet after the raid" tells of a raid
        return self._below_noun(status, head) if relation in _NOMINAL else status

    def _only_told_of(self, token: int, noun: int) -> bool:
        """Whether a clause that describes a noun is no fact: "the path of restoring relations", "accusations that it attacked"."""
        if not self._grammar.dependents(token, "mark"):
            return False
        return self._grammar.gerund(token) or self._grammar.parse.lemmas[noun] in self._nouns

    def _below_adverbial(self, status: Status, token: int, head: int) -> Status | None:
        """ "came to meet" is not yet a meeting, "gathered to protest" is a protest, "arrested for spying" is a charge."""
        parse, grammar = self._grammar.parse, self._grammar
        if grammar.infinitive(token):
            if parse.lemmas[head] not in self._implicatives or grammar.wished(token):
                return Status.NOT
            return _outer(status, self._own(head))
        marks = grammar.marks(token)
        if grammar.gerund(token) and marks and not marks & _PRESUPPOSING and not self._is_added(token):
            return Status.NOT  # "enthusiastic about restoring", "instead of attacking"
        reading = self._reader.read(head) if "for" in marks else None
        return Status.NOT if reading is not None and reading.code[:2] == _COERCION else None

    def _is_added(self, token: int) -> bool:
        """Whether a clause tells what was done besides: "did little apart from urging Mali to wait"."""
        [mark, *_] = self._grammar.dependents(token, "mark")
        return self._grammar.parse.lemmas[mark] == "besides" or (
            mark > 0 and self._grammar.parse.lemmas[mark - 1] in ("apart", "aside")
        )

    def _is_doubted(self, verb: int) -> bool:
        """Whether a verb does not tell its clause as a fact: "denied that", "did not say that"."""
        lemma = self._grammar.parse.lemmas[verb]
        return lemma in self._nonfactual or self._reader.negated(verb) or self._own(verb) is Status.NOT

    def _below_infinitive(self, status: Status, token: int, head: int) -> Status:
        """ "is to visit", "is going to visit" is a future, "managed to visit" a visit, "wanted to visit" nothing."""
        if self._is_first(head):
            return status  # "became the first Kenyan leader to visit Chad"
        lemma = self._grammar.parse.lemmas[head]
        if lemma in ("go", "be") and self._grammar.infinitive(token):
            return Status.REFUSED if self._reader.negated(head) else Status.FUTURE
        return _outer(status, self._own(head)) if lemma in self._implicatives else Status.NOT

    def _is_first(self, head: int) -> bool:
        """Whether a word, or what it says somebody became, is the first of its kind ("the first country")."""
        grammar = self._grammar
        nouns = grammar.dependents(head, "xcomp") if grammar.parse.lemmas[head] == "become" else ()
        return any(
            grammar.is_in(child, "ORDINALS") for noun in (head, *nouns) for child in grammar.dependents(noun, "amod")
        )

    def _below_noun(self, status: Status, head: int) -> Status:
        """What nouns and verbs make of an event that is a part of their phrase: "fears of an attack", "sought talks"."""
        parse = self._grammar.parse
        if parse.lemmas[head] in self._nouns and parse.pos[head] != "VERB":
            return Status.NOT
        if not self._grammar.is_verb(head):
            return status
        return Status.NOT if parse.lemmas[head] in self._nonfactual else _outer(status, self._own(head))

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
        auxiliaries = self._auxiliaries(token)
        if auxiliaries & _POSSIBLE:
            refused = negated and not auxiliaries & _UNCERTAIN and parse.lemmas[token] in self._refusals
            return Status.REFUSED if refused else Status.NOT  # "cannot accept"
        if auxiliaries & (_FUTURE | {"would"}):
            reported = parse.relations[token] in ("ccomp", "conj")
            if "have" in auxiliaries or ("would" in auxiliaries and not reported):
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

    def _auxiliaries(self, token: int) -> set[str]:
        """Lemmas of a verb's auxiliaries; a coordinated verb without any shares the modal ones of the first."""
        parse, grammar = self._grammar.parse, self._grammar
        own = {parse.lemmas[child] for child in grammar.dependents(token, "aux")}
        if own or parse.relations[token] != "conj" or not grammar.is_verb(token):
            return own
        if grammar.dependents(token, "nsubj", "nsubj:pass"):
            return own
        return {parse.lemmas[child] for child in grammar.dependents(parse.heads[token], "aux")} & _MODALS

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
