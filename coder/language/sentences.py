"""Splits news text into sentences by rules, before any model runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["MAX_CHARACTERS", "split_sentences"]

# About 400 tokens. What runs on longer without a stop is a table or a list of names: it is cut at blanks.
MAX_CHARACTERS = 2500

STOP = re.compile(r"(\.(?: \.)+|[.!?]+|…)([\"'”’»)\]]*(?:\[\d{1,3}\])*)")
LOOK_BACK = 40  # characters; a longer "word" before a stop is no abbreviation
LOOK_AHEAD = 80
JOINT = re.compile(r"[(\[\"'“”‘’«»—–/]")
AFTER = re.compile(r"(\s*)([(\[\"'“‘«]*)([^\W_][\w'’-]*)?")
MISSING_BLANK = re.compile(r"[\"“‘(]?([A-Z][a-z]+)[\s,'’]")
REPORTING = re.compile(
    r"\s+(?:[A-Z][\w'’.-]*\s+){1,4}(?:said|says|asked|asks|added|adds|told|replied|wrote|shouted|warned|declared)\b"
)
CLOCK = re.compile(r"\s+(?:[A-Z]{2,4}\b|\w+ time\b)")
BULLET = re.compile(r"\s*(?:[•‣▪◦●∙]|[-–—*](?=\s)|\d{1,2}[.)](?=\s))\s*")
BULLETS = "•‣▪◦●∙"  # these are never anything else
LINE_END = re.compile(r"[.:;!?][\"'”’»)\]]*\s*$")

INITIALS = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]|(?:\w+-)?[A-Z]\.[A-Z]|Ph\.D")


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Abbreviations that stand before a name: no sentence ends there.
BOUND = _words(
    "Mr Mrs Ms Messrs Mx Dr Drs Prof Gen Gens Lt Lts Col Cols Maj Capt Sgt Cpl Pvt Spc Adm Cmdr Cdr Brig Cmdt Insp "
    "Supt Det Sen Sens Rep Reps Gov Govs Pres Sec Amb Atty Asst Hon Rev Fr Msgr St Ste Mt Ft Mohd vs cf viz approx "
    "ca eg ie e.g i.e "
)
# Before a number no sentence ends there.
NUMBERED = _words("No Nos no nos p pp Art Arts Fig Figs Vol Ch Sec para")
# A sentence may end there: it does where the next word is one that begins sentences.
LOOSE = _words(
    "Inc Corp Co Cos Ltd Bros Assn Dept Univ Govt Jr Sr Esq Ave Blvd Rd Plc Jan Feb Mar Apr Jun Jul Aug Sep Sept "
    "Oct Nov Dec Ala Ariz Ark Calif Colo Conn Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla "
    "Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo Ont Que etc al "
)
STARTERS = _words(
    "A About According Across After All Also Although Among An And Another Any Anyone As At Because Before Both But "
    "By Despite During Each Earlier Even Every Few For Four Five From He Her Here His How However I If In Instead "
    "It Its Last Later Many Meanwhile More Most My Neither Nevertheless No Nobody None Nonetheless Nor Not Nothing "
    "Now On Once One Only Other Others Our Over Perhaps Several She Since So Some Soon Still Such That The Their "
    "Then There These They This Those Though Three Through Thus To Today Two Under Until What When Where Whether "
    "Which While Who Why With Within Without Yesterday Yet You Your We "
)
TIMES = _words(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December Eastern Central Pacific "
)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) character offsets of the sentences of a text, blanks around them left out.

    Blank lines and bullets always split, single line ends never do. Bullets are left out, nothing else is. What is
    longer than MAX_CHARACTERS is cut at blanks. Takes linear time.
    """
    return [
        piece
        for start, end in _blocks(text)
        for sentence in _sentences(text, start, end)
        for piece in _pieces(text, *sentence)
    ]


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches between blank lines and bullets."""
    start = position = 0
    in_list = False
    line = ""
    while position < len(text):
        end = text.find("\n", position) + 1 or len(text)
        previous, line = line, text[position:end]
        if not line.strip():
            yield start, position
            start, in_list = end, False
        elif bullet := BULLET.match(line):
            strong = bullet.group().strip() in BULLETS
            if strong or in_list or not previous.strip() or LINE_END.search(previous[-LOOK_BACK:]):
                yield start, position
                start, in_list = position + bullet.end(), True
        position = end
    yield start, len(text)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for stop in STOP.finditer(text, start, end):
        if _ends_sentence(text, start, stop, end):
            yield start, stop.end()
            start = stop.end()
    yield start, end


def _ends_sentence(text: str, start: int, stop: re.Match[str], end: int) -> bool:
    before = _word_before(text, start, stop.start())
    after = AFTER.match(text, stop.end(), end)
    assert after is not None  # noqa: S101  (the pattern matches the empty string)
    blank, opening, following = after.groups(default="")
    marks, closing = stop.groups()
    if not blank:
        return stop.end() == end or _blank_is_missing(before, closing, MISSING_BLANK.match(text, stop.end(), end))
    if not following:
        return text[after.end() : after.end() + 1] not in ("-", "–", "—", ",", ";", ":")
    if following[0].islower():
        return False
    if marks == "…" or marks.startswith(("..", ". .")):
        return following in STARTERS or bool(opening or closing)
    if marks[0] != ".":
        # "Why now?" Ghana's president asked.
        return not closing or following in STARTERS or not REPORTING.match(text, stop.end(), stop.end() + LOOK_AHEAD)
    if closing:
        return before not in BOUND
    if before.isdigit():
        return text[start : stop.start()][-LOOK_BACK:].strip() != before  # "1. Relations between"
    if before in BOUND or (before in NUMBERED and following[0].isdigit()):
        return False
    if before in LOOSE or INITIALS.fullmatch(before):
        return _begins_sentence(text, before, following, stop.end(), after.end())
    return True


def _word_before(text: str, start: int, end: int) -> str:
    piece = text[max(start, end - LOOK_BACK) : end]
    if not piece or piece[-1].isspace():
        return ""
    word = piece.split()[-1]
    return word if word.isalpha() else JOINT.split(word)[-1]


def _blank_is_missing(before: str, closing: str, following: re.Match[str] | None) -> bool:
    """Tell "something that Iran has welcomed.Relations between" from file names, abbreviations and numbers."""
    if following is None:
        return False
    if closing:
        return True
    if following.group(1) in STARTERS:
        return len(before) > 2 and before.isalnum()
    return len(before) > 2 and (before.isdigit() or (before.isalpha() and before.islower()))


def _begins_sentence(text: str, before: str, following: str, stop: int, after: int) -> bool:
    """Tell whether a sentence begins after an abbreviation that could be its last word or stand before a name."""
    if before in ("a.m", "p.m"):
        return following not in TIMES and not CLOCK.match(text, stop, stop + LOOK_AHEAD)
    return following in STARTERS and text[after : after + 1] != "."


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentence without blanks around it, in pieces if it is too long; nothing if it is all blank."""
    while end - start > MAX_CHARACTERS:
        limit = start + MAX_CHARACTERS
        cut = max(text.rfind(" ", start + 1, limit), text.rfind("\n", start + 1, limit))
        yield from _trimmed(text, start, cut if cut > 0 else limit)
        start = cut if cut > 0 else limit
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    words = piece.strip()
    if words:
        begin = start + piece.index(words[0])
        yield begin, begin + len(words)
