from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby import lower
from tests.forms.taint.lowered import calls, everything, lines, only, shown


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        (r'"To: #{to}\n"', r"'To: ' + to + '\n'"),
        (r"'To: #{to}\n'", r"'To: #{to}\\n'"),
        ('"a" "b" + to', "'ab' + to"),
        ("<<~EOS\n  To: #{to}\n    x\n\n  y\nEOS\n", r"'To: ' + to + '\n  x\n\ny\n'"),
        ("<<EOS\n  To: #{to}\nEOS\n", r"'  To: ' + to + '\n'"),
        ('"%s: %d" % [to, 1]', "format('%s: %d', to, '1')"),
        ("to.to_s", "to"),
        ("to.to_i", "number(to)"),
        ("%w[a b]", "{'a', 'b'}"),
        ("{a: 1, 'b' => 2}", "{'a': '1', 'b': '2'}"),
        ("h.fetch(:a, 'x')", "(h()['a'] or 'x')"),
        ('to.delete("\\r\\n")', "to.gsub(/[\r\n]/g, '')"),
        ("to.gsub(/[\\r\\n]/, '')", "to.gsub(/[\\r\\n]/g, '')"),
        ("`ls #{to}`", "backtick('ls ' + to)"),
    ],
)
def test_a_value_is_made_of_its_pieces(written: str, pieces: str) -> None:
    """Strings, heredocs and the methods that give their receiver are what they hold."""
    assert lines(lower(f"to = x\ny = {written}\n".encode()))[-1] == f"y = {pieces}"


def test_two_heredocs_of_one_line_have_their_own_bodies() -> None:
    """Bodies are told apart by their order."""
    assert lines(lower(b"f(<<A, <<B)\na\nA\nb\nB\n")) == [r"f('a\n', 'b\n')"]


@pytest.mark.parametrize(
    ("written", "test"),
    [
        ("to =~ /\\A[a-z]+\\z/i", r"(to matches /\A[a-z]+\z/i)"),
        ("to !~ /^a$/", "not (to matches /^a$/)"),
        ("/a/.match?(to)", "(to matches /a/)"),
        ("to.match?(/a/)", "(to matches /a/)"),
        ('to.include?("\\n")', r"(to contains '\n')"),
        ("GOOD.include?(to)", "(to in <globals>['GOOD'])"),
        ("%w[a b].include?(to)", "(to in {'a', 'b'})"),
        ("GOOD.key?(to)", "(to in <globals>['GOOD'])"),
        ("to.empty?", "(to equal '')"),
        ('["\\r", "\\n"].any? { |c| to.include?(c) }', r"((to contains '\r') or (to contains '\n'))"),
        ('["\\r", "\\n"].none? { |c| to.include?(c) }', r"(not (to contains '\r') and not (to contains '\n'))"),
        ("OK =~ to", "(to matches /a/)"),
    ],
)
def test_a_test_says_what_it_demands_of_its_subject(written: str, test: str) -> None:
    """Patterns, lists and strings that hold something are told apart."""
    program = lower(f"OK = /a/\nto = x\nsend(y) if {written}\n".encode())
    last = program.body[-1]
    assert isinstance(last, ir.If)
    assert shown(last.condition) == test


@pytest.mark.parametrize(
    "written",
    [
        "exit 1 unless a",
        "unless a\n abort('x')\nend",
        "a or exit",
        "raise 'x' if !a",
        "halt 400 unless a",
        "exit if not a",
    ],
)
def test_a_guard_ends_the_way(written: str) -> None:
    """Modifiers, operators and branches in which the script ends are branches with an end."""
    (branch,) = lower(f"a = 1\n{written}\n".encode()).body[1:]
    assert isinstance(branch, ir.If)
    assert isinstance(branch.then[0], ir.Exit)
    assert shown(branch.condition) == "not a"


@pytest.mark.parametrize(
    ("written", "call"),
    [
        ('system("mail", to)', "system argv({'mail', to})"),
        ('system("mail #{to}")', "system('mail ' + to)"),
        ('IO.popen(["sendmail", to], "w")', "IO.popen argv({'sendmail', to}, 'w')"),
        ('IO.popen("sendmail #{to}", "w")', "IO.popen('sendmail ' + to, 'w')"),
        ('open("|sendmail -t", "w")', "IO.popen('sendmail -t', 'w')"),
        ('open("| mail #{to}", "w")', "IO.popen('mail ' + to, 'w')"),
        ('Pony.mail(:to => to, subject: "x")', "Pony.mail(to=to, subject='x')"),
    ],
)
def test_a_command_tells_whether_a_shell_reads_it(written: str, call: str) -> None:
    """One string is a command line, several words are none."""
    assert lines(lower(f"to = x\n{written}\n".encode()))[-1] == call


def test_a_block_is_laid_in_place() -> None:
    """What a block is given, and what it writes, stands in order with what is around it."""
    program = lower(b'to = x\nIO.popen("sendmail -t", "w") do |pipe|\n pipe.puts "To: #{to}"\n pipe << to\nend\n')
    assert lines(program)[1:-1] == [
        "<popen 1> = IO.popen('sendmail -t', 'w')",
        "pipe = <popen 1>",
        r"pipe.write('To: ' + to + '\n')",
        "pipe.write(to)",
    ]


def test_a_string_that_is_appended_to_is_no_pipe() -> None:
    """The sign << appends to what was not opened."""
    assert lines(lower(b'm = "a"\nm << to << "b"\n'))[1:] == ["m .= to()", "m .= 'b'"]


def test_the_block_of_a_mail_calls_the_mail() -> None:
    """Bare calls in the block of Mail.deliver are methods of the mail, which is then delivered."""
    program = lower(b'Mail.deliver do\n to params[:to]\n subject "x"\nend\n')
    assert lines(program)[:4] == [
        "<mail 1> = Mail.new()",
        "<mail 1>.to(params()['to'])",
        "<mail 1>.subject('x')",
        "<mail 1>.deliver()",
    ]


def test_a_loop_takes_elements_and_pairs() -> None:
    """Blocks of each and each_with_index are bodies of loops."""
    program = lower(b"h = x\nh.each do |k, v|\n put(k, v)\nend\n")
    (loop,) = [one for one in program.body if isinstance(one, ir.Loop)]
    assert [shown(one) for one in loop.body] == [
        "k = <pair>(<key 3>, <element 1>, '0')",
        "v = <pair>(<key 3>, <element 1>, '1')",
        "put(k, v)",
    ]


def test_a_case_compares_and_matches() -> None:
    """Strings are compared, patterns match, lists hold."""
    program = lower(b"to = x\ncase to\nwhen 'a', /b/ then put(1)\nwhen *GOOD then put(2)\nelse put(3)\nend\n")
    first = program.body[-1]
    assert isinstance(first, ir.If)
    assert shown(first.condition) == "((to equal 'a') or (to matches /b/))"
    (second,) = first.otherwise
    assert isinstance(second, ir.If)
    assert shown(second.condition) == "(to in <globals>['GOOD'])"
    assert [shown(one) for one in second.otherwise] == ["put('3')"]


def test_a_value_of_a_branch_goes_into_a_variable() -> None:
    """If and case as expressions keep the value of the branch that runs."""
    program = lower(b"to = x\ns = case to when 'a' then 'b' else to end\nt = if to then 'c' else to end\n")
    assert [shown(one) for one in everything(program) if isinstance(one, ir.Assign)] == [
        "to = x()",
        "<value 1> = 'b'",
        "<value 1> = to",
        "s = <value 1>",
        "<value 2> = ''",
        "<value 2> = 'c'",
        "<value 2> = to",
        "t = <value 2>",
    ]


def test_sinatra_routes_are_called_behind_what_comes_before_them() -> None:
    """A route is called at the end, and each before block runs first."""
    program = lower(b"before do\n halt 403 unless session[:user]\nend\npost '/x' do\n send(params['to'])\nend\n")
    last = program.body[-1]
    assert isinstance(last, ir.If)
    (run,) = last.then
    assert isinstance(run, ir.Try)
    assert [shown(one) for one in run.body] == ["<before 1>()", "<handler 2>()"]


def test_rails_actions_are_called_behind_their_filters() -> None:
    """An action is called at the end; a filter that demands a login does so only for the actions that it names."""
    program = lower(
        b"class MailController < ApplicationController\n"
        b" before_action :authenticate_user!, only: [:edit]\n before_action :load\n"
        b" def create; send(params[:to]); end\n def edit; end\n def load; end\nend\n"
    )
    actions = [
        [shown(one) for one in define.function.body if not isinstance(one, ir.If)]
        for define in program.body
        if isinstance(define, ir.Define)
    ]
    assert actions == [
        ["<object 1> = MailController.new()", "<object 1>.load()", "<object 1>.create()"],
        ["<object 3> = MailController.new()", "<object 3>.load()", "<object 3>.edit()"],
    ]
    assert [isinstance(one.function.body[0], ir.If) for one in program.body if isinstance(one, ir.Define)] == [
        False,
        True,
    ]


def test_what_a_mailer_is_given_comes_back_as_its_params() -> None:
    """Parameters of an ActionMailer are those of with, and not the request's."""
    program = lower(
        b"class FormMailer < ApplicationMailer\n def note(x)\n  mail(to: params[:to], subject: x)\n end\nend\n"
        b"FormMailer.with(to: params[:to]).note(1).deliver_now\n"
    )
    assert (
        shown(only(program, "ActionMailer.mail")) == "ActionMailer.mail(to=<globals>['mailer params']['to'], subject=x)"
    )
    assert lines(program)[-2:] == [
        "<globals>['mailer params'] = {'to': params()['to']}",
        "FormMailer.note('1').deliver_now()",
    ]


def test_only_files_of_the_site_are_included() -> None:
    """Gems are not looked for, files next to the script are."""
    program = lower(b"require 'cgi'\nrequire_relative 'lib/mailer'\nrequire './b.rb'\n")
    assert [shown(one.path) for one in program.body if isinstance(one, ir.Include)] == ["'lib/mailer.rb'", "'./b.rb'"]


def test_what_stands_behind_the_end_is_no_code() -> None:
    """Data after __END__ and comments hold no calls."""
    assert not calls(lower(b"# send(to)\n=begin\nsend(to)\n=end\nx = 1\n__END__\nsend(to)\n"), "send")


@pytest.mark.parametrize("deep", [b"(", b"[", b"f(", b"!", b"if x\n", b"f { ", b'"#{', b"a.b("])
def test_deep_nesting_is_cut(deep: bytes) -> None:
    """Nesting without end is something that was not understood, or is refused; it never exhausts the stack."""
    program = lower(b"x = " + deep * 120)
    assert isinstance(program, ir.Program)
    assert isinstance(lower(b"x = " + deep * 3000), ir.Program)


@given(st.binary(max_size=300))
@settings(max_examples=150)
def test_no_octets_raise(source: bytes) -> None:
    """Any octets are a program."""
    lower(source)


_WORDS = b"def class end if unless else do |x| { } ( ) [ ] = == << , : => \n case when begin rescue x @y 'a' \"#{ <<~EOS EOS . & * yield".split(
    b" "
)


@given(st.lists(st.sampled_from(_WORDS), max_size=40))
@settings(max_examples=150)
def test_no_words_of_the_language_raise(words: list[bytes]) -> None:
    """Any sequence of the language's own words is a program."""
    lower(b" ".join(words))
