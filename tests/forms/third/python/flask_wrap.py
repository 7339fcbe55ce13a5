#!/usr/bin/env python3
"""Volunteers' form; a decorator looks at every field first."""
import functools
import subprocess

from flask import Blueprint, Flask, current_app, request

bp = Blueprint("helpers", __name__)


def single_lines(*names):
    def decorate(view):
        @functools.wraps(view)
        def wrapper(*args, **kwargs):
            for name in names:
                if any(c in request.form.get(name, "") for c in "\r\n"):
                    return f"{name}: one line only", 400
            return view(*args, **kwargs)

        return wrapper

    return decorate


@bp.route("/help", methods=["POST"])
@single_lines("email", "weekday")
def volunteer():
    letter = "\n".join(
        [
            "From: site@example.com",
            "To: " + current_app.config["HELPERS"],
            "Reply-To: " + request.form.get("email", ""),
            "Subject: Helper on " + request.form.get("weekday", "any day"),
            "",
            request.form.get("text", ""),
        ]
    )
    subprocess.run(["/usr/sbin/sendmail", "-i", current_app.config["HELPERS"]], input=letter, text=True, check=False)
    return "Thank you for helping."


def create_app():
    app = Flask(__name__)
    app.config["HELPERS"] = "helpers@example.com"
    app.register_blueprint(bp)
    return app


if __name__ == "__main__":
    create_app().run(port=5007)
