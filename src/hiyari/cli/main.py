"""The command line's front door: finds commands lazily, and turns every end into an exit code in one place."""

from __future__ import annotations

import errno
import gettext
import os
import sys
import traceback
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import click

from hiyari import __version__
from hiyari.cli.exit import ExitCode
from hiyari.cli.lazy import LazyGroup
from hiyari.locale.translate import FOLDER, LANGUAGES, choose_language

COMMANDS: Final = {
    "apply": "hiyari.cli.apply",
    "bounce": "hiyari.cli.bounce",
    "check": "hiyari.cli.check",
    "config": "hiyari.cli.config",
    "demo": "hiyari.cli.demo",
    "doctor": "hiyari.cli.doctor",
    "explain": "hiyari.cli.explain",
    "forms": "hiyari.cli.forms",
    "init": "hiyari.cli.init",
    "ledger": "hiyari.cli.ledger",
    "log": "hiyari.cli.log",
    "pace": "hiyari.cli.pace",
    "plan": "hiyari.cli.plan",
    "rules": "hiyari.cli.rules",
    "send": "hiyari.cli.send",
    "spf": "hiyari.cli.spf",
}
"""Each command and the module that holds it as ``command``; imported when it is called."""


@click.group(
    cls=LazyGroup,
    places=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: hiyari explain exit-codes",
)
@click.version_option(__version__, "--version", prog_name="hiyari")
@click.option("--lang", type=click.Choice(LANGUAGES), is_eager=True, help="Language of the output; else LANG decides.")
@click.pass_context
def cli(ctx: click.Context, lang: str | None) -> None:
    """See a mail system's near misses before receivers do."""
    ctx.obj = lang


def _speak(arguments: list[str]) -> str | None:
    """Let click's own words come from our catalogue, which it finds by the environment. Gives what was asked for."""
    asked = next((after for word, after in pairwise(arguments) if word == "--lang"), None)
    asked = asked or next((word[7:] for word in arguments if word.startswith("--lang=")), None)
    gettext.bindtextdomain("hiyari", str(FOLDER))
    gettext.textdomain("hiyari")
    os.environ["LANGUAGE"] = choose_language(asked, os.environ)
    return asked


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code; nothing that a person or a network does ends in a traceback."""
    asked = _speak(sys.argv[1:] if arguments is None else arguments)
    # Python has none where the caller closed them; the exit code still tells how it went.
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115 - until the process ends
    sys.stderr = sys.stderr or sys.stdout
    try:
        code: Any = cli.main(arguments, prog_name="hiyari", standalone_mode=False)
        sys.stdout.flush()
    except click.Abort:
        return ExitCode.INTERRUPTED
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # What is still buffered would fail again when the interpreter closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.BROKEN_PIPE
    except SystemExit as end:
        # click ends the program itself when the reader of the output has gone, with a code that means a near miss.
        gone = type(sys.stdout).__name__ == "PacifyFlushWrapper"
        return ExitCode.BROKEN_PIPE if gone else int(end.code or 0)
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except Exception as error:  # noqa: BLE001 - the last line of defence
        return _report(error, asked)
    return code if isinstance(code, int) else ExitCode.FINE


def _report(error: Exception, asked: str | None) -> ExitCode:
    from hiyari.cli.messages import SPOKEN  # noqa: PLC0415 - only a failure pays for it

    spoken = SPOKEN.set(asked)
    try:
        return _told(error)
    finally:
        SPOKEN.reset(spoken)


def _told(error: Exception) -> ExitCode:
    from hiyari.cli.messages import say  # noqa: PLC0415
    from hiyari.model.error import ActionError, SafetyError, UserError  # noqa: PLC0415
    from hiyari.model.text import Remote, text  # noqa: PLC0415

    match error:
        case UserError():
            for problem in error.problems:
                say(problem)
            kinds = ((SafetyError, ExitCode.REFUSED), (ActionError, ExitCode.FAILED))
            return next((code for kind, code in kinds if isinstance(error, kind)), ExitCode.USAGE)
        case _ if type(error).__module__.partition(".")[0] == "sqlalchemy":
            reason = Remote(str(getattr(error, "orig", None) or error).splitlines()[0])
            say(
                text(
                    "The ledger cannot be read or written: {reason}. What was reported as done is kept. Look at the "
                    "room on its disk and at its rights, and run the same command again.",
                    reason=reason,
                )
            )
            return ExitCode.FAILED
        case OSError(errno=errno.ENOSPC | errno.EDQUOT | errno.EIO, filename=None):
            reason = Remote(error.strerror or str(error))
            say(text("The output could not be written to its end: {reason}. Look at where it goes.", reason=reason))
            return ExitCode.FAILED
        case _:
            if os.environ.get("HIYARI_DEBUG"):
                traceback.print_exception(error)
            detail = Remote(f"{type(error).__name__}: {error}")
            say(text("hiyari failed: {detail}. Set HIYARI_DEBUG=1 for the details of a bug report.", detail=detail))
            return ExitCode.FAILED


def entry() -> None:
    """The console script."""
    sys.exit(main())
