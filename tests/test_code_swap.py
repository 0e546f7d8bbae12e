"""What the dictionaries say is what comes out: swapping two codes swaps exactly these codes.

The pairs are alike in what the coder knows of codes: whether an act is mutual, and whether it may be done at home.
"""

from __future__ import annotations

import csv
from datetime import date

import pytest

from coder.coding.coder import Sentence, StoryCoder
from coder.lexicon import load_lexicon
from coder.lexicon.rules import COLUMNS
from coder.stories.story import Story


@pytest.mark.parametrize(
    ("first", "second"), [("051", "111"), ("112", "130"), ("141", "143"), ("173", "175"), ("190", "182")]
)
def test_swapped_codes_swap_in_the_output(lexicon, parser, tmp_path, first, second):
    swapped = {first: second, second: first}
    rules = {rule.place: rule for rules in lexicon.rules.values() for rule in rules if rule.code in swapped}
    (tmp_path / "verbs").mkdir()
    with (tmp_path / "verbs" / "swapped.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in _rows(rules):
            writer.writerow([*row[:3], swapped[row[3]], *row[4:]])
    texts = [rule.example for rule in rules.values()]
    before = _codes(StoryCoder(lexicon), texts, parser)
    after = _codes(StoryCoder(load_lexicon([tmp_path])), texts, parser)
    assert len(before) > 20
    assert {code for code in before if code in swapped} == {first, second}
    assert after == [swapped.get(code, code) for code in before]


def _rows(rules):
    """The rows of the shipped files in which these rules stand."""
    from coder.lexicon import shipped_dictionaries

    for name in sorted({place.partition(":")[0] for place in rules}):
        with (shipped_dictionaries() / name).open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            start = 1
            for row in reader:
                if f"{name}:{start}" in rules:
                    yield row
                start = reader.line_num + 1


def _codes(coder, texts, parser):
    """The codes of events that one rule alone made, in order: composed ones follow from the table."""
    codes = []
    for text, parse in zip(texts, parser.parse(texts), strict=True):
        events = coder.code(Story("story", text, date(2024, 5, 14)), [Sentence(0, 0, text, parse)])
        codes += [event.cameo_code for event in events if " > " not in event.rule and not event.reciprocal]
    return codes
