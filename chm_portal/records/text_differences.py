"""What changed between two texts, in a way that people can read.

Texts are compared in two steps, sentences first and then the words inside what changed, within a fixed number of
comparisons: whoever writes a text must not be able to keep the server busy with it. Text stays in logical order, the
order in which it is read aloud; what is seen from right to left is the browser's affair.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import chain, groupby, pairwise, takewhile
from typing import NamedTuple

COMPARISONS = 400_000  # pairs of words for one text, about 0.1 s; what is beyond is shown as one block
CHARACTERS = 400_000  # of both texts together, between what they begin and end with; the same
FOLDED_FROM = 600  # an unchanged stretch of so many characters is folded ...
CONTEXT = 160  # ... but for about so many beside a change


class Op(StrEnum):
    """What became of a stretch of text, as the sign beside it; FOLDED is an unchanged one, shown on demand."""

    EQUAL = "="
    INSERT = "+"
    DELETE = "-"
    FOLDED = "…"


class Chunk(NamedTuple):
    """A stretch of text and what became of it."""

    op: Op
    text: str


Pairs = list[tuple[int, int]]  # (place in the old, place in the new) of what both have, both rising


def text_difference(old: str, new: str) -> list[Chunk]:
    """Return what changed; equal and deleted chunks give `old`, equal and inserted ones `new`, to the letter.

    Words are compared by word, Han and kana by character. The writing decides and not the text's language: an English
    text may quote a Chinese title.
    """
    comparisons_left = COMPARISONS

    def shared_words_while_they_last(old_words: Sequence[str], new_words: Sequence[str]) -> Pairs:
        nonlocal comparisons_left
        comparisons = _count_words(old_words) * _count_words(new_words)
        if comparisons > comparisons_left:
            return []
        comparisons_left -= comparisons
        return shared_words(old_words, new_words)

    edits: list[_Edit] = []
    for edit in _edits(cut_into_sentences(old), cut_into_sentences(new), shared_sentences):
        if edit.is_same or len(edit.old) + len(edit.new) > CHARACTERS:
            edits.append(edit)
        else:
            old_words, new_words = cut_into_words(edit.old), cut_into_words(edit.new)
            edits += _without_crumbs(_edits(old_words, new_words, shared_words_while_they_last))
    return list(_chunks(edits))


def fold(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Return the chunks with what is far from any change as FOLDED, cut at the ends of sentences."""
    folded: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        if chunk.op is not Op.EQUAL or len(chunk.text) < FOLDED_FROM:
            folded.append(chunk)
            continue
        sentences = cut_into_sentences(chunk.text)
        begin = _count_up_to(sentences, CONTEXT if place > 0 else 0)
        end = len(sentences) - _count_up_to(sentences[::-1], CONTEXT if place < len(chunks) - 1 else 0)
        end = max(begin, end)
        parts = (Op.EQUAL, sentences[:begin]), (Op.FOLDED, sentences[begin:end]), (Op.EQUAL, sentences[end:])
        folded += [Chunk(op, "".join(part)) for op, part in parts if part]
    return folded


def _count_up_to(sentences: Sequence[str], length: int) -> int:
    """Return how many of the first sentences it takes to have so many characters."""
    count = 0
    while length > 0 and count < len(sentences):
        length -= len(sentences[count])
        count += 1
    return count


# --- cutting into sentences and words ------------------------------------------------------------


def _marks() -> str:
    """Return the characters that belong to the one before them, for a character class (re knows no \\p{M})."""
    numbers = chain(range(0x300, 0x20000), range(0xE0100, 0xE01F0))  # no others are marks
    combining = "".join(chr(n) for n in numbers if unicodedata.category(chr(n)).startswith("M"))
    joiners, halfwidth_sounds, skin_tones, tags = (
        "\u200c\u200d",
        "\uff9e\uff9f",
        "\U0001f3fb-\U0001f3ff",
        "\U000e0020-\U000e007f",
    )
    return combining + joiners + halfwidth_sounds + skin_tones + tags


_MARK = f"[{_marks()}]"
_CJK = (  # written without spaces: every character stands for itself
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
)
_LETTER = rf"[^\W{_CJK}]{_MARK}*"
_FLAG_HALF = "[\U0001f1e6-\U0001f1ff]"
_OVER_DIGITS = "[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2]*"  # Arabic signs that enclose the digits after them
_WORD = re.compile(
    rf"\s+{_MARK}*"
    rf"|{_OVER_DIGITS}(?:"
    rf"{_LETTER}(?:{_LETTER}|['’](?={_LETTER}))*"
    rf"|(?:{_FLAG_HALF}{_FLAG_HALF}|.){_MARK}*"
    rf"(?:(?<=\u200d)[^\s\w]{_MARK}*)*"  # emoji joined to one
    r")",
    re.DOTALL,
)
_SENTENCE_END = re.compile(rf"""(?:[.!?…؟۔]['"»”’)\]]{{0,3}}\s+|[。！？][」』”’）]{{0,3}}\s*|\n\s*)(?!{_MARK})""")


def cut_into_sentences(text: str) -> list[str]:
    """Return the text's sentences, each with the space after it; joined they give the text."""
    borders = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    return [text[begin:end] for begin, end in pairwise(borders) if begin < end]


def cut_into_words(text: str) -> list[str]:
    """Return words, spaces and signs, no character parted from its marks; joined they give the text."""
    return [match.group() for match in _WORD.finditer(text)]


# --- finding what both have ----------------------------------------------------------------------


def shared_sentences(old: Sequence[str], new: Sequence[str], rounds: int = 4) -> Pairs:
    """Return sentences that both have: those that stand once in each, then those that do so between two of them.

    This is the "patience" way of comparing; n log n steps a round.
    """
    if sum(map(len, old)) + sum(map(len, new)) > CHARACTERS:
        return []
    once = _longest_series(old, new)
    if not once or rounds == 1:
        return once
    pairs: Pairs = []
    i = j = 0
    for next_i, next_j in [*once, (len(old), len(new))]:
        if i < next_i and j < next_j:
            between = shared_sentences(old[i:next_i], new[j:next_j], rounds - 1)
            pairs += [(i + place, j + other) for place, other in between]
        pairs.append((next_i, next_j))
        i, j = next_i + 1, next_j + 1
    return pairs[:-1]


def _longest_series(old: Sequence[str], new: Sequence[str]) -> Pairs:
    """Return the longest rising series of the sentences that stand exactly once in each text."""
    old_counts, new_counts = Counter(old), Counter(new)
    place_in_new = {sentence: place for place, sentence in enumerate(new) if new_counts[sentence] == 1}
    pairs = [(i, place_in_new[s]) for i, s in enumerate(old) if old_counts[s] == 1 and s in place_in_new]
    ends: list[int] = []  # the smallest place in the new text at which a series of each length can end
    holders: list[int] = []  # the pair that ends it
    before: list[int | None] = []
    for number, (_place, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(holders[length - 1] if length else None)
        ends[length : length + 1] = [place]
        holders[length : length + 1] = [number]
    series: Pairs = []
    number = holders[-1] if holders else None
    while number is not None:
        series.append(pairs[number])
        number = before[number]
    return series[::-1]


def shared_words(old: Sequence[str], new: Sequence[str]) -> Pairs:
    """Return the series of words both have that keeps most letters, in one comparison for each pair of words.

    Not difflib's SequenceMatcher: there are texts for which it takes the cube of their length.
    """
    old_places = [place for place, word in enumerate(old) if not word.isspace()]
    new_places = [place for place, word in enumerate(new) if not word.isspace()]
    most = [[0] * (len(new_places) + 1)]  # most[i][j]: letters that the last i words of the old and j of the new share
    for i in reversed(old_places):
        word, below, row = old[i], most[-1], [0]
        for count, j in enumerate(reversed(new_places)):
            row.append(below[count] + len(word) if word == new[j] else max(below[count + 1], row[count]))
        most.append(row)
    pairs: Pairs = []
    i, j = len(old_places), len(new_places)
    while i and j:
        here = old_places[-i], new_places[-j]
        if old[here[0]] == new[here[1]]:
            pairs.append(here)
            i, j = i - 1, j - 1
        elif most[i - 1][j] >= most[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return pairs


def _count_words(words: Sequence[str]) -> int:
    return sum(not word.isspace() for word in words)


# --- putting it together -------------------------------------------------------------------------


class _Edit(NamedTuple):
    """A stretch of the old text and what stands in its place in the new."""

    old: str
    new: str

    @property
    def is_same(self) -> bool:
        return self.old == self.new

    @property
    def length(self) -> int:
        return max(len(self.old), len(self.new))


def _edits(
    old: Sequence[str], new: Sequence[str], shared: Callable[[Sequence[str], Sequence[str]], Pairs]
) -> Iterator[_Edit]:
    """Yield the stretches of two cut texts in order: how both begin, what they share between, how both end."""
    head, tail = _same_ends(old, new)
    old_middle, new_middle = old[head : len(old) - tail], new[head : len(new) - tail]
    yield _unchanged(old[:head])
    i = j = 0
    for next_i, next_j in shared(old_middle, new_middle):
        yield from _gap(old_middle[i:next_i], new_middle[j:next_j])
        yield _unchanged(old_middle[next_i : next_i + 1])
        i, j = next_i + 1, next_j + 1
    yield from _gap(old_middle[i:], new_middle[j:])
    yield _unchanged(old[len(old) - tail :])


def _gap(old: Sequence[str], new: Sequence[str]) -> Iterator[_Edit]:
    """Yield what stands between two shared parts: spaces and repeated sentences may yet be the same at its ends."""
    head, tail = _same_ends(old, new)
    yield _unchanged(old[:head])
    yield _Edit("".join(old[head : len(old) - tail]), "".join(new[head : len(new) - tail]))
    yield _unchanged(old[len(old) - tail :])


def _unchanged(parts: Sequence[str]) -> _Edit:
    text = "".join(parts)
    return _Edit(text, text)


def _same_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return with how many equal parts both begin, and with how many of the rest both end."""
    head = _length_of_same(old, new)
    return head, _length_of_same(reversed(old[head:]), reversed(new[head:]))


def _length_of_same(old: Iterable[str], new: Iterable[str]) -> int:
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _joined(edits: Iterable[_Edit]) -> Iterator[_Edit]:
    """Yield changed and unchanged stretches in turn, none of them empty."""
    for _is_same, group in groupby((edit for edit in edits if edit.length), key=lambda edit: edit.is_same):
        stretch = list(group)
        yield _Edit("".join(edit.old for edit in stretch), "".join(edit.new for edit in stretch))


def _without_crumbs(edits: Iterable[_Edit]) -> list[_Edit]:
    """Return the stretches with what is unchanged but shorter than the changes on both sides taken into them.

    Two sentences that share only "the" and "of" are easier to read one after the other than woven together.
    """
    tidy: list[_Edit] = []
    for edit in _joined(edits):
        tidy.append(edit)
        while len(tidy) >= 3 and tidy[-2].is_same and tidy[-2].length <= min(tidy[-3].length, tidy[-1].length):
            tidy[-3:] = [_Edit("".join(part.old for part in tidy[-3:]), "".join(part.new for part in tidy[-3:]))]
    return tidy


def _chunks(edits: Iterable[_Edit]) -> Iterator[Chunk]:
    for edit in _joined(edits):
        if edit.is_same:
            yield Chunk(Op.EQUAL, edit.old)
            continue
        if edit.old:
            yield Chunk(Op.DELETE, edit.old)
        if edit.new:
            yield Chunk(Op.INSERT, edit.new)
