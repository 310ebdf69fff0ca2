"""Run every measurement and print one table. Exit 1 if a bar is missed."""

import logging
import sys

from bench.figures import Figure
from bench.one_check import check_figures
from bench.reading import reading_figures
from bench.sizes import size_figures
from bench.start_up import start_up_figures
from bench.worlds import world_figures


def main() -> int:
    """Measure, print, and say whether every bar is met."""
    # Werkzeug and flufl.bounce tell of every request and every mail; the table is enough.
    logging.disable(logging.ERROR)
    figures: list[Figure] = []
    for measure in (reading_figures, start_up_figures, size_figures, check_figures, world_figures):
        for figure in measure():
            figures.append(figure)
            print(figure.line())  # noqa: T201  # the table is what this program is for
    missed = [figure for figure in figures if figure.is_missed]
    for figure in missed:
        print(f"missed: {figure.name}", file=sys.stderr)  # noqa: T201
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
