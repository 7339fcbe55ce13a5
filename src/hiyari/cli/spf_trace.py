"""Shows an SPF evaluation: the verdict, then each step with its counts, and where every answer came from."""

from __future__ import annotations

import json
from typing import Any, Final

from hiyari.auth.spf.result import Result, SpfResult, Step, TraceLine
from hiyari.dns.answer import Absent, Answer, Found, NoData
from hiyari.locale.translate import Translator, printable
from hiyari.model.text import N_, Remote, Text, text

_WORDS: Final = {
    Step.RECORD: N_("record"),
    Step.MATCH: N_("match"),
    Step.NO_MATCH: N_("no match"),
    Step.PROBLEM: N_("problem"),
    Step.REDIRECT: N_("redirect"),
    Step.DEFAULT: N_("nothing matched"),
}
_MEANING: Final = {
    Result.PASS: N_("{ip} may send for {domain}"),
    Result.FAIL: N_("{ip} may not send for {domain}: strict receivers refuse the mail"),
    Result.SOFTFAIL: N_("{ip} should not send for {domain}: receivers suspect the mail, and some refuse it"),
    Result.NEUTRAL: N_("{domain} says nothing about {ip}"),
    Result.NONE: N_("{domain} publishes no SPF record, so {ip} is not authorised by it"),
    Result.PERMERROR: N_("the SPF of {domain} is broken for {ip}: many receivers refuse the mail"),
    Result.TEMPERROR: N_("it could not be found out whether {ip} may send for {domain}"),
}
_TERM_WIDTH: Final = 300


def as_text(result: SpfResult, translator: Translator) -> str:
    """Lines for a terminal: no colour, no more than the terms themselves are wide."""
    params = {"ip": str(result.ip), "domain": result.identity.domain or "-"}
    meaning = translator.render(Text(message=_MEANING[result.result], params=params))
    lines = [f"{result.result.value}  {meaning}"]
    if result.problem is not None:
        where = " ".join(filter(None, (result.problem.domain, printable(result.problem.term))))
        lines.append(f"    {where}: {translator.render(result.problem.detail)}")
    if result.explanation is not None:
        said = text("{domain} explains: {sentence}", domain=result.identity.domain, sentence=Remote(result.explanation))
        lines.append(f"    {translator.render(said)}")
    lines.append("")
    for line in result.trace:
        lines.extend(_step(line, translator))
    counts = text(
        "{terms} of 10 terms with look-ups, {voids} of 2 void look-ups", terms=result.terms, voids=result.voids
    )
    lines.append(translator.render(counts))
    return "\n".join(lines)


def _step(line: TraceLine, translator: Translator) -> list[str]:
    indent = "  " * line.depth
    word = translator.message(_WORDS[line.step])
    term = printable(line.term, _TERM_WIDTH) or "-"
    lines = [f"{indent}{line.domain}  {word}: {term}  [{line.terms}/10, {line.voids}/2]"]
    lines.extend(f"{indent}    {_answer(answer, translator)}" for answer in line.answers)
    return lines


def _answer(answer: Answer, translator: Translator) -> str:
    match answer.outcome:
        case Found(records=records, ttl=ttl):
            what = ", ".join(printable(str(record), 120) for record in records[:4])
            if len(records) > 4:
                what += f", … ({len(records)})"
            said = f"{what}  TTL {ttl}"
        case Absent():
            said = translator.render(text("no such name"))
        case NoData():
            said = translator.render(text("no such record"))
        case lost:
            said = translator.render(text("not known: {cause}", cause=lost.describe()))
    return f"{printable(str(answer.question))}: {said}  ({answer.origin.value}, {answer.of})"


def as_json(result: SpfResult) -> str:
    """One object; fields may be added, none is taken away within version 1."""
    english = Translator("en")
    problem = result.problem
    value: dict[str, Any] = {
        "hiyari": 1,
        "command": "spf",
        "result": result.result.value,
        "identity": {
            "kind": result.identity.kind.value,
            "domain": result.identity.domain,
            "helo": result.identity.helo,
        },
        "ip": str(result.ip),
        "explanation": result.explanation,
        "problem": problem
        and {
            "kind": problem.kind.value,
            "domain": problem.domain,
            "term": problem.term,
            "text": english.render(problem.detail),
        },
        "terms": result.terms,
        "voids": result.voids,
        "trace": [_line_json(line, english) for line in result.trace],
    }
    return json.dumps(value, ensure_ascii=False, indent=2)


def _line_json(line: TraceLine, english: Translator) -> dict[str, Any]:
    return {
        "depth": line.depth,
        "domain": line.domain,
        "step": line.step.value,
        "term": line.term,
        "terms": line.terms,
        "voids": line.voids,
        "answers": [_answer_json(answer, english) for answer in line.answers],
    }


def _answer_json(answer: Answer, english: Translator) -> dict[str, Any]:
    lost = answer.lost
    return {
        "question": str(answer.question),
        "outcome": type(answer.outcome).__name__.lower(),
        "records": [str(record) for record in answer.records],
        "ttl": getattr(answer.outcome, "ttl", None),
        "cause": english.render(lost.describe()) if lost else None,
        "origin": answer.origin.value,
        "of": answer.of,
        "at": answer.at.isoformat(),
    }
