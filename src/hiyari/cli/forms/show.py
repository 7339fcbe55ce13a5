"""The evidence about one file, in full: what ``hiyari forms scan --show FILE`` prints."""

from __future__ import annotations

from typing import Final, assert_never

from hiyari.cli.forms.hints import hinted
from hiyari.cli.forms.scan_text import paint
from hiyari.cli.forms.sources import FormOptions
from hiyari.cli.forms.words import ABILITIES, ACTIONS, COLOURS, LINKED, PROOFS, RUNS
from hiyari.cli.paper import Paper
from hiyari.forms.evidence import (
    Ability,
    Action,
    Caught,
    Confirmation,
    Evidence,
    Flow,
    Judged,
    Linked,
    LinkFacts,
    MailFacts,
    Reading,
    Spot,
    UseFacts,
)
from hiyari.locale.shell import quoted
from hiyari.locale.translate import printable
from hiyari.model.text import Command, Param, Remote, Text, ntext, text

_LINKS: Final = 8
_FLOWS: Final = 12
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
        where = _where(sink.spot, path)
        if sink.reached:
            paper.say(text("It sends mail by {sink} ({place}).", sink=sink.name, place=where), 2)
        else:
            paper.say(
                text("{sink} ({place}) stands in a function that only other files call.", sink=sink.name, place=where),
                2,
            )
    for flow in reading.flows[:_FLOWS]:
        _flow(paper, flow, path)
    if len(reading.flows) > _FLOWS:
        paper.say(text("and {count} more (--format json has all)", count=len(reading.flows) - _FLOWS), 2)
    if not reading.flows and not reading.blind:
        paper.say(text("No way was found from a request to a recipient, a header line or a command."), 2)
    for stop in reading.stops[:_STOPS]:
        paper.say(text("Stopped at {place}: {what}", place=_where(stop.spot, path), what=stop.what), 2)
    for blind in reading.blind:
        where = text("in the whole file") if blind.spot is None else _where(blind.spot, path)
        paper.say(text("Not understood: {why} ({place}).", why=blind.why, place=where), 2)


def _where(spot: Spot, path: str) -> Text:
    """The line alone, where it is one of the file that is shown."""
    if spot.path is None or spot.path == path:
        return text("line {line}", line=spot.line)
    return text("{path}, line {line}", path=spot.path, line=spot.line)


def _flow(paper: Paper, flow: Flow, path: str) -> None:
    paper.say(Text(message=ABILITIES[flow.ability]), 2)
    for hop in flow.path:
        paper.say(text("{place}: {what}", place=_where(hop.spot, path), what=hop.what), 4)
        if hop.spot.source:
            paper.command(hop.spot.source, 8)
    paper.say(text("It ends in {argument} of {sink}.", argument=flow.argument, sink=flow.sink.name), 4)


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
        return text("Whether anybody uses it is not known: {why}", why=use.why or text("no access log was read"))
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
    params: dict[str, Param] = {"why": links.why or ""} if links.linked is Linked.UNKNOWN else {}
    paper.say(Text(message=LINKED[links.linked], params=params))


def _use(paper: Paper, use: UseFacts) -> None:
    paper.say(use_sentence(use))
    if use.since is None:
        return
    if use.why is not None:
        paper.say(use.why, 2)
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
        paper.say(text("How much mail came from it is not known: {why}", why=mail.why or text("no mail log was read")))
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
