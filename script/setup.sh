# Sourced by the other scripts, with $root set: finds or installs uv inside the checkout and makes the environment.
# Nothing outside the checkout is changed.

export UV_PYTHON_DOWNLOADS=never
# Commands are short, and compiling the libraries anew for each would be most of their time.
export UV_COMPILE_BYTECODE=1
export UV_PROJECT_ENVIRONMENT="$root/.venv"

complain() { printf '%s\n' "$*" >&2; exit 5; }

find_python() {
    for python in "${HIYARI_PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        [ -n "$python" ] && command -v "$python" >/dev/null 2>&1 || continue
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return 0
    done
    complain "hiyari needs Python 3.11 or newer, and none was found. Install it (Debian: apt install python3 python3-pip), or name it in HIYARI_PYTHON."
}

find_uv() {
    if [ -x "$root/.uv/bin/uv" ]; then uv=$root/.uv/bin/uv; return 0; fi
    if command -v uv >/dev/null 2>&1; then uv=$(command -v uv); return 0; fi
    find_python
    printf 'hiyari: installing uv into %s (once)\n' "$root/.uv" >&2
    if "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m pip install --quiet --disable-pip-version-check --target "$root/.uv" uv >&2 ||
            complain "uv could not be installed. Check the network and the package index, then run this again."
    elif "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        { "$python" -m venv "$root/.uv" && "$root/.uv/bin/python" -m pip install --quiet uv; } >&2 ||
            complain "uv could not be installed. Check the network and the package index, then run this again."
    else
        complain "$python has neither pip nor venv. Install one package (Debian: apt install python3-pip), then run this again."
    fi
    uv=$root/.uv/bin/uv
    [ -x "$uv" ] || complain "uv was installed, but $uv is not there. Remove $root/.uv and run this again."
}

# What the environment depends on, as one line: when it is unchanged, nothing needs to be done.
fingerprint() {
    cat "$root/pyproject.toml" "$root/uv.lock" "$root/hatch_build.py" "$root"/src/hiyari/locale/*/LC_MESSAGES/*.po 2>/dev/null | cksum
    printf '%s %s\n' "$root" "$*"
}

# setup_environment [uv sync options]: brings .venv up to date. Two at once wait for each other.
setup_environment() {
    # What was installed for one purpose stays: each set of options has its own mark.
    stamp=$root/.hiyari/environment$(printf '%s' "$*" | tr -c 'a-z' -)
    if [ -x "$root/.venv/bin/hiyari" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint "$@")" ]; then return 0; fi
    mkdir -p "$root/.hiyari"
    (
        if command -v flock >/dev/null 2>&1; then exec 9>"$root/.hiyari/lock"; flock 9; fi
        find_uv
        find_python
        # shellcheck disable=SC2086 # nothing in it to split
        "$uv" sync --quiet --frozen --inexact --project "$root" --python "$python" "$@" >&2 ||
            complain "The environment could not be set up. Check the network and the package index, then run this again."
        fingerprint "$@" >"$stamp"
    ) || exit $?
}
