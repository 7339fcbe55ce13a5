#!/usr/bin/python3
"""故障連絡。mail コマンドをシェルなしで呼ぶ"""
import cgi
import re
import subprocess
import sys

FLOORS = ["1F", "2F", "3F", "R"]


def main():
    form = cgi.FieldStorage()
    floor = form.getfirst("floor", "")
    title = re.sub(r"[\x00-\x1f\x7f]+", " ", form.getfirst("title", ""))[:80]
    detail = form.getfirst("detail", "")

    sys.stdout.write("Content-Type: text/plain; charset=utf-8\r\n\r\n")
    if floor not in FLOORS or not detail:
        sys.stdout.write("floor?\n")
        return 1
    done = subprocess.run(
        ["mail", "-s", f"[{floor}] {title}", "shisetsu@example.jp"],
        input=detail.encode("utf-8", "replace"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    sys.stdout.write("OK\n" if done.returncode == 0 else "NG\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
