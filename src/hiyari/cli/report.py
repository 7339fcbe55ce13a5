"""What a command found: findings, their counts, and the exit code that follows."""

from __future__ import annotations

from dataclasses import dataclass

from hiyari.cli.exit import ExitCode
from hiyari.model.finding import Finding
from hiyari.model.rule import Severity
from hiyari.model.verdict import NearMiss, Pass, Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The findings of one command, in the order to be shown."""

    command: str
    findings: tuple[Finding, ...]
    verbose: bool = False
    """Whether a reader wants to see what passes, too."""

    sure: bool = False
    """Whether no finding at all means that all is fine, because there was something to look at and it was seen."""

    @property
    def near_misses(self) -> tuple[Finding, ...]:
        """What will hurt somebody."""
        return tuple(finding for finding in self.findings if isinstance(finding.verdict, NearMiss))

    @property
    def unknowns(self) -> tuple[Finding, ...]:
        """What could not be found out."""
        return tuple(finding for finding in self.findings if isinstance(finding.verdict, Unknown))

    @property
    def passes(self) -> tuple[Finding, ...]:
        """What is as it should be."""
        return tuple(finding for finding in self.findings if isinstance(finding.verdict, Pass))

    def exit_code(self, fail_on: Severity) -> ExitCode:
        """A near miss at or above the threshold, else unknown, else fine."""
        if any(finding.severity >= fail_on for finding in self.near_misses):
            return ExitCode.NEAR_MISS
        if self.unknowns or not (self.findings or self.sure):
            return ExitCode.UNKNOWN
        return ExitCode.FINE
