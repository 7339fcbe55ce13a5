"""The evidence about one file, in full: what ``hiyari forms scan --show FILE`` prints."""

from __future__ import annotations

from typing import Final, assert_never

from hiyari.cli.forms.hints import hinted
from hiyari.cli.forms.scan_text import paint
from hiyari.cli.forms.show_flow import place_of, show_flows
from hiyari.cli.forms.sources import FormOptions
from hiyari.cli.forms.words import ABILITIES, ACTIONS, COLOURS, LINKED, PROOFS, RUNS
from hiyari.cli.paper import Paper
from hiyari.forms.evidence import (
    Ability,
    Action,
    Caught,
    Confirmation,
    Evidence,
    Judged,
    Linked,
    LinkFacts,
    MailFacts,
    Reading,
    UseFacts,
)
from hiyari.locale.shell import quoted
from hiyari.locale.translate import printable
from hiyari.model.text import Command, Param, Remote, Text, ntext, text

_LINKS: Final = 8
_STOPS: Final = 12


def show_file(paper: Paper, judged: Judged, options: FormOptions) -> None:
    """Write everything that is known of one file."""
    seen = judged.evidence
    head = paint(paper.words.message(ACTIONS[judged.action]), COLOURS[judged.action])
    paper.lines.append(f"{head}  {printable(seen.file.path)}")
    paper.say(judged.reason, 2)
    paper.gap()
    _place(paper, seen)
    _ability(paper, seen.reading, seen.file.path)
    if seen.confirmation is not None:
        paper.gap()
        show_confirmation(paper, seen.confirmation)
    paper.gap()
    _links(paper, seen)
    _use(paper, seen.use)
    _mail(paper, seen.mail)
    paper.inventory()
    paper.gap()
    steps = _steps(judged)
    if steps:
        paper.say(text("Next:"))
    for step in steps:
        paper.lines.append("    " + paper.words.render(hinted(step, options)))


def _steps(judged: Judged) -> tuple[Text, ...]:
    """Commands to go on with; for what stays, none."""
    path = Command(quoted(judged.evidence.file.path))
    confirm, remove = text("hiyari forms confirm {path}", path=path), text("hiyari forms remove {path}", path=path)
    match judged.action:
        case Action.REMOVE:
            return (remove,)
        case Action.FIX:
            return (confirm, remove)
        case Action.WATCH:
            return (confirm,)
        case Action.KEEP:
            return ()
        case _:
            assert_never(judged.action)


def _place(paper: Paper, seen: Evidence) -> None:
    file = seen.file
    if file.url is not None:
        paper.say(text("URL: {url}", url=file.url))
    else:
        paper.say(text("No URL leads to it, as far as the configuration tells."))
    paper.say(Text(message=RUNS[file.runs], params={"why": file.because}))
    if file.copy:
        paper.say(text("Its name or folder says that it is an old copy."))
    if seen.family is not None:
        family = seen.family
        named = text("{name} {version}", name=family.name, version=family.version) if family.version else family.name
        paper.say(text("It is a copy of {named}. {note}", named=named, note=family.note))


def _ability(paper: Paper, reading: Reading, path: str) -> None:
    paper.gap()
    paper.say(text("What it can do"))
    for sink in reading.sinks:
        where = place_of(sink.spot, path)
        if sink.reached:
            paper.say(text("It sends mail by {sink} ({place}).", sink=sink.name, place=where), 2)
        else:
            paper.say(
                text("{sink} ({place}) stands in a function that only other files call.", sink=sink.name, place=where),
                2,
            )
    show_flows(paper, reading.flows, path)
    if not reading.flows and not reading.blind:
        paper.say(text("No way was found from a request to a recipient, a header line or a command."), 2)
    for stop in reading.stops[:_STOPS]:
        paper.say(text("Stopped at {place}: {what}", place=place_of(stop.spot, path), what=stop.what), 2)
    for blind in reading.blind:
        where = text("in the whole file") if blind.spot is None else place_of(blind.spot, path)
        paper.say(text("Not understood: {why} ({place}).", why=blind.why, place=where), 2)


def show_confirmation(paper: Paper, proof: Confirmation) -> None:
    """Write what the sandbox showed."""
    paper.say(
        text(
            "Sandbox at {when}: {proof} ({runs}, {mails}).",
            when=proof.at,
            proof=Text(message=PROOFS[proof.proof]),
            runs=ntext("{count} run", "{count} runs", proof.runs),
            mails=ntext("{count} mail", "{count} mails", proof.mails),
        )
    )
    for ability, sentence in ABILITIES.items():
        ways = _ways(proof, ability)
        if ways:
            paper.say(Text(message=sentence), 2)
        for way in ways:
            paper.say(way, 4)
    if proof.why is not None:
        paper.say(proof.why, 2)


def _ways(proof: Confirmation, ability: Ability) -> list[Text]:
    """Each field that came through, once, with the line breaks that opened the way."""
    ways: dict[tuple[str, str], list[Caught]] = {}
    for caught in proof.caught:
        if caught.ability is ability:
            ways.setdefault((caught.field, caught.where), []).append(caught)
    made = []
    for (field, where), several in ways.items():
        shown: dict[str, Param] = {"field": Remote(field), "where": where, "shown": Remote(several[0].shown)}
        breaks = tuple(dict.fromkeys(one.breaks for one in several if one.breaks is not None))
        if breaks:
            made.append(text("The field {field} came into {where} behind {breaks}: {shown}", breaks=breaks, **shown))
        else:
            made.append(text("The field {field} came into {where}: {shown}", **shown))
    return made


def _links(paper: Paper, seen: Evidence) -> None:
    links = seen.links
    if links.linked is Linked.NO and links.by:
        paper.say(text("Only files name it that visitors do not come to by links either:"))
    else:
        _linked(paper, links)
    for link in links.by[:_LINKS]:
        paper.say(text("{place} ({how})", place=f"{link.path}:{link.line}", how=link.how), 2)
    if len(links.by) > _LINKS:
        paper.say(text("and {count} more (--format json has all)", count=len(links.by) - _LINKS), 2)


def use_sentence(use: UseFacts) -> Text:
    """When somebody last used it, as far as access logs tell."""
    if use.since is None:
        return text("Whether anybody uses it is not known.")
    if use.last_use is None:
        return text("The access log shows no use since {since}.", since=use.since)
    uses = ntext("{count} time", "{count} times", use.uses)
    return text("Last used at {when}; used {uses} since {since}.", when=use.last_use, uses=uses, since=use.since)


def probe_sentence(use: UseFacts) -> Text | None:
    """When strangers last tried it; None: never, as far as access logs tell."""
    if use.last_probe is None:
        return None
    probes = ntext("{count} time", "{count} times", use.probes)
    clients = ntext("{count} address", "{count} addresses", use.clients)
    return text("Probed {probes} from {clients}, last at {when}.", probes=probes, clients=clients, when=use.last_probe)


def _linked(paper: Paper, links: LinkFacts) -> None:
    paper.say(Text(message=LINKED[links.linked]))
    if links.linked is Linked.UNKNOWN and links.why is not None:
        paper.say(links.why, 2)


def _use(paper: Paper, use: UseFacts) -> None:
    paper.say(use_sentence(use))
    if use.why is not None:
        paper.say(use.why, 2)
    if use.since is None:
        return
    probe = probe_sentence(use)
    if probe is not None:
        paper.say(probe)
        if use.probe is not None:
            paper.say(use.probe, 2)
    for remark in use.remarks:
        paper.say(remark, 2)
    if use.engines:
        paper.say(text("Visitors came to it from search engines: {engines}.", engines=use.engines))


def _mail(paper: Paper, mail: MailFacts) -> None:
    if mail.messages is None:
        paper.say(text("How much mail came from it is not known."))
        if mail.why is not None:
            paper.say(mail.why, 2)
        return
    if not mail.messages:
        paper.say(text("The mail log attributes no message to it."))
        return
    count = ntext("{count} message", "{count} messages", mail.messages)
    paper.say(
        text("The mail log attributes {messages} to it, the last at {when}.", messages=count, when=mail.last or "")
    )
    if mail.how is not None:
        paper.say(mail.how, 2)
