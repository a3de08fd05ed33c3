#!/bin/sh
# Prints the path of a Chromium for the browser tests, and gets one when there is none: an installed
# one, else the system's package (as root on Debian and Ubuntu), else Playwright's own. What it does
# goes to standard error. Ends with a sentence and code 1 when there is no way: never a silent skip.
set -eu

say() { printf '==> %s\n' "$*" >&2; }

found() {
	say "Browser tests use $1"
	printf '%s\n' "$1"
	exit 0
}

installed() {
	for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
		# A name may stand for a package that is not there (Ubuntu's snap stub), so it must run.
		path=$([ -n "$name" ] && command -v "$name") && "$path" --version >/dev/null 2>&1 &&
			found "$path"
	done
	return 0
}

if [ -n "${CHROMIUM:-}" ] && ! "$CHROMIUM" --version >/dev/null 2>&1; then
	say "CHROMIUM names $CHROMIUM, which does not run"
	exit 1
fi
installed

# The last line of a failing command's output would say little: all of it is shown.
quietly() {
	log=$(mktemp)
	"$@" >"$log" 2>&1 && rm -f "$log" && return 0
	cat "$log" >&2
	rm -f "$log"
	return 1
}

deps=
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	say "Installing Chromium from the system's packages"
	export DEBIAN_FRONTEND=noninteractive
	quietly apt-get update || say "apt-get update failed; trying with the lists there are"
	quietly apt-get install --yes --no-install-recommends chromium </dev/null || true
	installed
	say "The system's packages have no Chromium that runs"
	deps=--with-deps
fi

python=${VENV_PYTHON:-.venv/bin/python}
ask='from playwright.sync_api import sync_playwright as p
with p() as q: print(q.chromium.executable_path)'
path=$("$python" -c "$ask") || { say "Playwright is not installed: run make test"; exit 1; }
if [ ! -x "$path" ]; then
	say "Installing Playwright's Chromium"
	# shellcheck disable=SC2086 -- empty, or one word
	quietly "$python" -m playwright install $deps chromium || true
fi
[ -x "$path" ] && "$path" --version >/dev/null 2>&1 && found "$path"
say "No Chromium for the browser tests: install one, or name one with CHROMIUM=/path/to/chromium"
exit 1
