"""Ranges of telephone numbers as the decimal prefixes that a look-up by longest match wants."""


def range_to_prefixes(first: int, last: int) -> tuple[str, ...]:
    """The fewest decimal prefixes that cover `first` to `last`, both included, and no other number of their length.

    The numbers are E.164 and of one length; ValueError says what is wrong with a range that isn't one.
    """
    if first <= 0:
        raise ValueError(f"a range begins with a telephone number, not {first}")
    if first > last:
        raise ValueError(f"the range ends before it begins: {first} to {last}")
    if len(str(first)) != len(str(last)):
        raise ValueError(f"the range's ends have different lengths: {first} and {last}")
    longest = 10 ** (len(str(first)) - 1)
    prefixes = []
    while first <= last:
        # Block by block, each the largest power of ten that begins here and does not reach past the end.
        size = 1
        while size < longest and first % (size * 10) == 0 and first + size * 10 - 1 <= last:
            size *= 10
        prefixes.append(str(first // size))
        first += size
    return tuple(prefixes)
