"""Work for the processor, without a wait. A module of its own, for other processes."""

LIMIT = 40_000
PARTS = 4


def count(part: int) -> int:
    return sum(_prime(n) for n in range(part, LIMIT, PARTS))


def _prime(n: int) -> bool:
    return n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))
