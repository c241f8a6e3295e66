"""What can be wrong with an input file, said so that its owner can act on it."""

from __future__ import annotations


class DigestError(ValueError):
    """A file that cannot be read as a digest.

    The message names the file and, where there is one, the line, what was expected
    and what to do.
    """

    def __init__(self, source_file: str, problem: str, advice: str, line: int = 0) -> None:
        self.source_file = source_file
        self.line = line
        self.problem = problem
        self.advice = advice
        where = f"{source_file}, line {line}" if line else source_file
        super().__init__(f"{where}: {problem} {advice}")

    def __reduce__(self) -> tuple[type[DigestError], tuple[str, str, str, int]]:
        """Let the error pass from one process to another."""
        return type(self), (self.source_file, self.problem, self.advice, self.line)
