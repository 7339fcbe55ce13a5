"""Each bound of a reading: values stay small where they are made, work is counted, and what was not done is said."""

from __future__ import annotations

import pytest

from hiyari.forms.evidence import Reading
from hiyari.forms.language import Language
from hiyari.forms.taint import read as reading_room
from hiyari.forms.taint.engine import running, values
from hiyari.forms.taint.engine.choices import concatenated, either
from hiyari.forms.taint.engine.containers import put
from hiyari.forms.taint.engine.sending import Sending
from hiyari.forms.taint.engine.values import Arr, Fixed, Origin, Str, Taint, Value, constant, fixed, taints_of
from hiyari.forms.taint.engine.work import Left, OutOfStepsError, allowance
from hiyari.forms.taint.ir import Function
from hiyari.forms.taint.languages.php import TABLES
from hiyari.forms.taint.lower.php import lower
from hiyari.forms.taint.read import LARGEST, MOST_WORDS, read, words_in
from hiyari.forms.taint.tables import Power

PLENTY = 1_000_000


def php(source: bytes) -> Reading:
    """What a PHP script can do."""
    return read(b"<?php " + source, Language.PHP)


def stranger(field: str = "a") -> Str:
    """A stranger's data."""
    return Str((Taint(Origin("$_GET", field), Power.all(), ("$_GET", f"$_GET[{field}]")),))


def test_a_constant_that_doubles_is_unknown_once_it_is_too_long() -> None:
    """Octets of one string are kept up to the bound; beyond it nobody knows them."""
    made, lengths = fixed(b"a"), []
    for _ in range(40):
        made = concatenated((made, made))
        found = constant(made)
        lengths.append(0 if found is None else len(found))
    assert max(lengths) == values.LONGEST_CONSTANT
    assert lengths[-1] == 0
    assert php(b'$t="a";' + b"$t=$t.$t;" * 40 + b'mail("a@b.example","s","b","X: ".$t.$_GET["x"]);').abilities == {
        "header"
    }


def test_constants_that_are_written_together_in_one_string_are_bounded() -> None:
    """A string that is made without being put together is bounded too, and keeps what a stranger gave."""
    many = Str((Fixed(b"x" * 40_000), *stranger().pieces, Fixed(b"y" * 40_000)))
    assert constant(many) is None
    assert sum(len(piece.data) for piece in many.pieces if isinstance(piece, Fixed)) <= values.LONGEST_CONSTANT
    assert [one.origin.field for one in taints_of(many)] == ["a"]


@pytest.mark.parametrize("doubled", [True, False], ids=["doubled", "nested"])
def test_a_list_that_grows_without_end_keeps_what_a_stranger_gave(doubled: bool) -> None:
    """Lists in lists are bounded in size and depth, and any element may then be the stranger's."""
    made: Value = put(Arr(), None, stranger(), {})
    for _ in range(40):
        made = Arr(((b"0", made), (b"1", made)) if doubled else ((b"0", made),))
        assert made.size <= values.LARGEST_LIST
        assert made.depth <= values.DEEPEST
    assert {one.origin.field for one in taints_of(made)} == {"a"}


def test_a_script_whose_lists_double_is_read() -> None:
    """``$t = [$t, $t]`` forty times ends, and the recipient in it is seen."""
    assert php(b'$t=[$_GET["a"]];' + b"$t=[$t,$t];" * 40 + b'mail($t,"s","b");').abilities == {"recipient"}


def test_an_object_that_is_lost_in_a_list_is_said() -> None:
    """Where a list becomes too large, an object in it can't be followed any more: a blind spot, not silence."""
    many = b"".join(b"$l[%d]=[1,2,3,4,5,6,7,8,9];" % index for index in range(500))
    found = php(b"$l=['m' => new PHPMailer];" + many + b'mail("a@b.example","s","b");')
    assert any("more together" in blind.why.message for blind in found.blind)


def test_choices_in_choices_are_bounded() -> None:
    """A string that is one of two, again and again, has bounded pieces and depth and keeps all fields."""
    made = Str((Fixed(b""),))
    for index in range(200):
        longer = concatenated((fixed(b"%d" % index), made, stranger(str(index % 100))))
        one = either(made, longer)
        assert isinstance(one, Str)
        made = one
        assert made.size <= values.HEAVIEST
    assert {one.origin.field for one in taints_of(made)} == {str(index) for index in range(100)}


def test_too_many_fields_become_one_for_each_source() -> None:
    """More of a stranger's fields than a string holds are taken together, not left out."""
    made = concatenated([stranger(str(index)) for index in range(1000)])
    assert made.size <= values.HEAVIEST
    assert {one.origin.name for one in taints_of(made)} == {"$_GET"}


def test_names_of_data_stay_short() -> None:
    """A name of any length does not grow with each function that data goes through."""
    taint = Taint(Origin("$_GET", None), Power.all(), ("x" * 100_000,))
    assert len(taint.ids[-1]) <= values.LONGEST_IDENTITY


def branches(count: int) -> bytes:
    """A script of branches, each with variables of its own."""
    one = b'if($_GET["a%d"]=="x") $v%d=$_GET["b%d"]; else $v%d="c";\n'
    return b"".join(one % (n, n, n, n) for n in range(count)) + b'mail($v7,"s","b");'


def test_branches_cost_what_they_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times as many branches with variables of their own are about four times the work, not sixteen times."""
    spent: list[float] = []

    def tell(run: object, left: Left) -> None:  # noqa: ARG001
        spent.append(PLENTY - left.units)

    monkeypatch.setattr(running, "MOST_WORK", PLENTY)
    monkeypatch.setattr(running, "_tell_cut", tell)
    assert php(branches(100)).abilities == {"recipient"}
    few = spent[0]
    spent.clear()
    assert php(branches(400)).abilities == {"recipient"}
    assert spent[0] < 6 * few


def test_work_that_is_too_much_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script whose values cost more than is given is not called harmless, and its mail is seen."""
    monkeypatch.setattr(running, "MOST_WORK", 50)
    found = php(b'$t=[$_GET["a"]];' + b"$t=[$t,$t];" * 40 + b'mail($t,"s","b");')
    assert found.unknown
    assert found.sinks
    assert not found.flows


def test_a_library_whose_functions_are_too_much_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Functions that only other files call are not passed over in silence when they cost too much."""
    monkeypatch.setattr(running, "MOST_WORK", 50)
    body = b'$t=[$_GET["a"]];' + b"$t=[$t,$t];" * 40 + b'mail($t,"s","b");'
    assert php(b"function f($x) {" + body + b"}").unknown


@pytest.mark.parametrize("error", [MemoryError(), OutOfStepsError(), RecursionError()], ids=["memory", "work", "depth"])
def test_what_ends_a_reading_is_a_blind_spot(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever bound ends a reading from inside, it comes back unknown, with what patterns see, and blames no fault."""

    def ends(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(reading_room, "run_program", ends)
    found = php(b'mail($_GET["a"],"s","b");')
    assert found.unknown
    assert found.sinks
    assert not any("hiyari itself" in blind.why.message for blind in found.blind)


def test_a_script_of_too_many_words_is_not_parsed() -> None:
    """A parser's memory goes with words and signs: too many are looked at by patterns, comments are not counted."""
    many = b'mail($_GET["x"]);' + b"$a=1;" * (MOST_WORDS // 4)
    assert len(many) < LARGEST
    assert php(many).unknown
    assert php(many).sinks
    assert words_in(b"# a remark\n" * 60_000) < MOST_WORDS


def functions(source: bytes) -> tuple[Sending, dict[str, Function]]:
    """The functions of a PHP script, and what tells whether they send."""
    program = lower(b"<?php " + source)
    run = running._prepared(program, TABLES, source, path="", include=lambda _: None, lower=lower)
    return Sending(run), run.functions


def test_only_functions_that_may_send_are_run_for_their_own_sake() -> None:
    """A function sends when it, or what it names in any way, sends; loops of calls end."""
    sending, found = functions(
        b"function none($x) { return none(strtoupper($x)); }"
        b"function direct() { mail('a@b.example','s','b'); }"
        b"function through() { direct(); }"
        b"function named() { array_map('through', [1]); }"
        b"class K { function go() { $this->deep(); } function deep() { through(); } }"
        b"function makes() { return new K; }"
        b"function file() { include 'x.php'; }"
        b"function chosen($f) { $f(); }"
    )
    assert {name for name, one in found.items() if not sending.may(one)} == {"none"}


def test_work_outside_of_a_reading_is_not_counted() -> None:
    """What is left belongs to the reading that runs: behind it, values are made as before."""
    with pytest.raises(OutOfStepsError), allowance(1):
        concatenated([stranger(str(index)) for index in range(100)])
    assert concatenated([stranger("a"), stranger("b")]).size == 2
