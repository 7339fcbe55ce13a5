from subprocess import PIPE, Popen

from bottle import abort, post, redirect, request, run

DESKS = {
    "houritsu": "houritsu@soudan-center.example",
    "zeimu": "zeimu@soudan-center.example",
}


def single(value):
    return " ".join(value.splitlines()).replace("\r", "").replace("\n", "").strip()


@post("/soudan")
def soudan():
    desk = request.forms.getunicode("desk", "")
    if desk not in DESKS:
        abort(400, "no such desk")
    name = single(request.forms.getunicode("name", ""))
    email = single(request.forms.getunicode("email", ""))
    text = request.forms.getunicode("text", "")
    lines = [
        "To: " + DESKS[desk],
        "From: web@soudan-center.example",
        "Reply-To: " + email,
        "Subject: soudan",
        "Content-Type: text/plain; charset=utf-8",
        "",
        name,
        text,
    ]
    proc = Popen(["/usr/sbin/sendmail", "-t", "-oi"], stdin=PIPE)
    proc.communicate("\n".join(lines).encode("utf-8"))
    redirect("/owari.html")


if __name__ == "__main__":
    run(server="cgi")
