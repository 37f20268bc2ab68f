"""The one formula by which both engines rank (Robertson and Zaragoza, 2009), and what is ours in it."""

from collections.abc import Iterable
from math import inf, log

READERS_LANGUAGE = 2.5  # how much more a word in the reader's language weighs
SYNONYM = 0.8  # how much a synonym, by the mean of its words, weighs beside what was typed
K1 = 1.2
# BM25's b is low: most records have a text in one or two languages, and the mean length of a field counts all of them,
# so that length says more about which languages a record has than about how much it has to say.
B = 0.25


def rarity(documents: int, commonest: int) -> float:
    """Return the idf of a term, by the language in which it is commonest.

    Otherwise "CBD", which every English text has and few Arabic ones, would lift the Arabic ones to the top.
    """
    return log(1 + max(documents - commonest + 0.5, 0.0) / (commonest + 0.5))


def rarest(words: Iterable[list[list[float]]]) -> float:
    """Return the rarity of the rarest of these words, each given by the rarities of its terms for each language.

    A word is as rare as it is in the language that knows it best. Nothing that stands for these words may count as
    rarer: a foreign synonym, which few texts happen to have, would come before everything that was asked for.
    """
    return max((min((max(terms) for terms in word if terms), default=inf) for word in words), default=inf)


def lengthening(length: float, mean_length: float) -> float:
    """Return how often a document of a length must say a term for half of what it can say with it."""
    return K1 * (1 - B + B * length / mean_length)


def score(weight: float, lengthening: float) -> float:
    """Return how much a term says in a field, without its rarity; `weight` is its frequency, titles counting more."""
    return weight * (K1 + 1) / (weight + lengthening)
