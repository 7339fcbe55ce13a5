"""``hiyari forms confirm``: runs a form in the sandbox, with addresses that nobody has, and shows what came out."""

from __future__ import annotations

from typing import Final

import click

from hiyari.cli.exit import ExitCode
from hiyari.cli.forms.confirmations import keep_confirmations
from hiyari.cli.forms.found import around, one_file
from hiyari.cli.forms.looking import look_at_files
from hiyari.cli.forms.show import show_confirmation
from hiyari.cli.forms.sources import FormOptions, form_options, sources_of
from hiyari.cli.forms.value import confirmation_value
from hiyari.cli.forms.words import PROOFS
from hiyari.cli.forms.written import write_envelope
from hiyari.cli.messages import translator
from hiyari.cli.paper import FORMS, Paper
from hiyari.forms.confirm.confirm import ToConfirm, confirm
from hiyari.forms.evidence import Confirmation, Proof
from hiyari.forms.inventory.reading import NotRead, read_file
from hiyari.forms.scanning import Found
from hiyari.model.clock import system_clock
from hiyari.model.text import text

_MEANS: Final = {
    Proof.CONFIRMED: text("A stranger can do this with it. Mend it, or take it away: hiyari forms remove FILE"),
    Proof.CLEARED: text("The tries of the sandbox did not get through. What its source shows still counts."),
    Proof.SILENT: text("Nothing is proven, neither way: what its source shows counts."),
    Proof.BROKEN: text("It did not run with this interpreter. Whether it does for visitors, the access log tells."),
    Proof.IMPOSSIBLE: text("Nothing was run, and nothing is proven."),
}
_CODES: Final = {Proof.CONFIRMED: ExitCode.NEAR_MISS, Proof.CLEARED: ExitCode.FINE}
_MOST_PAGES: Final = 20
_PAGE: Final = 1 << 20


@click.command("confirm")
@click.argument("files", nargs=-1, required=True, metavar="FILE ...")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@form_options(named=False)
def command(options: FormOptions, files: tuple[str, ...], form: str) -> int:
    """Run FILE in a sandbox without network, and see whether a visitor's words come where they must not.

    The sandbox sees nothing but folders of the site, and what it writes is thrown away; mail goes to a recorder. Exit
    code 1 when abuse is proven, 0 when every FILE was tried and nothing got through, 3 when one could not be tried.
    """
    options = around(options, files)
    found = look_at_files(sources_of(options))
    proofs = [confirm(_asked(found, name), at=system_clock()) for name in files]
    keep_confirmations(options, proofs)
    if form == "json":
        _write_json(proofs)
    else:
        paper = Paper()
        for proof in proofs:
            paper.gap()
            _show(paper, proof)
        paper.write()
    codes = [_CODES.get(proof.proof, ExitCode.UNKNOWN) for proof in proofs]
    if ExitCode.NEAR_MISS in codes:
        return ExitCode.NEAR_MISS
    return ExitCode.UNKNOWN if ExitCode.UNKNOWN in codes else ExitCode.FINE


def _asked(found: Found, name: str) -> ToConfirm:
    file = one_file(found, name)
    closer = found.closer[file.path]
    return ToConfirm(
        file=file,
        reading=closer.reading,
        family=closer.family,
        pages=_pages(found, file.path),
        linking=tuple(link.path for link in found.graph.facts(file.path).by[:_MOST_PAGES]),
        roots=tuple(root.path for root in found.site.roots if not root.single),
    )


def _pages(found: Found, path: str) -> tuple[bytes, ...]:
    """The pages that lead to a form, with the fields that its visitors fill in."""
    pages = []
    for link in found.graph.facts(path).by[:_MOST_PAGES]:
        try:
            pages.append(read_file(link.path, _PAGE))
        except NotRead:
            continue
    return tuple(pages)


def _show(paper: Paper, proof: Confirmation) -> None:
    paper.command(f"{paper.words.message(PROOFS[proof.proof])}  {proof.path}", 0)
    show_confirmation(paper, proof)
    paper.say(_MEANS[proof.proof], 2)


def _write_json(proofs: list[Confirmation]) -> None:
    words = translator()
    summary = {proof.value: sum(one.proof is proof for one in proofs) for proof in Proof}
    write_envelope("forms confirm", summary, confirmations=[confirmation_value(one, words) for one in proofs])
