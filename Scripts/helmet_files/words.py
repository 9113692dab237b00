"""Words, keys and values for the generators."""

import uuid

_FIRST = ("amber brisk calm dusty eager faint gentle hollow ivory jolly keen lively mellow narrow olive plain quiet "
          "rapid silver tender upper vivid windy young zesty bold crisp dense early fair").split()
_SECOND = ("anchor basket candle door engine feather garden hammer island jacket kettle ladder mirror needle orchard "
           "pencil quarry ribbon saddle tunnel umbrella village wagon yard zipper bridge castle desk forest glove").split()


def key(draw):
    """Two words, 900 of them, and a number so that they do not run out: `quiet-ladder-41`."""
    return f"{draw.choice(_FIRST)}-{draw.choice(_SECOND)}-{draw.randrange(100)}"


def number(draw):
    return str(draw.randrange(10**6, 10**7))


def unique(draw):
    """A random UUID (version 4)."""
    return str(uuid.UUID(int=draw.getrandbits(128), version=4))


def distinct(make, draw, count, but=()):
    """Different ones, none of `but`."""
    found = dict.fromkeys(but)
    first = len(found)
    while len(found) < first + count:
        found.setdefault(make(draw))
    return list(found)[first:]


def coded(draw):
    """A word that no dictionary has: four to eight letters."""
    return "".join(draw.choice("aeiou" if place % 2 else "bdfgklmnprstvz") for place in range(draw.randrange(4, 9)))


def common(draw):
    """A plain word, of the two lists."""
    return draw.choice(_FIRST + _SECOND)
