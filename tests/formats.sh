#!/usr/bin/env bash
# What coach exports, read by programs that we did not write: icalendar, vobject and khal (calendars),
# openpyxl (workbooks), jsonschema (JSON), DuckDB (tables), pytodotxt, taskwarrior itself, and a validator of xAPI. They are
# installed into a folder of their own, once; what this machine does not let in is skipped, loudly.
#
#   tests/formats.sh [target/debug/coach]
set -euo pipefail
cd "$(dirname "$0")/.."
coach=$(realpath "${1:-target/debug/coach}")
tools=${COACH_FORMAT_TOOLS:-${CARGO_TARGET_DIR:-target}/formats}
mkdir -p "$tools"
tools=$(realpath "$tools")
skipped=0

skip() {
    printf '!! skipped: %s\n' "$*" >&2
    skipped=$((skipped + 1))
}

if [ ! -x "$tools/venv/bin/khal" ] && ! { python3 -m venv "$tools/venv" &&
    "$tools/venv/bin/pip" install -q --disable-pip-version-check \
        icalendar==6.3.1 khal vobject openpyxl jsonschema pytodotxt aiosmtpd duckdb; } >"$tools/pip.log" 2>&1; then
    skip "python's readers cannot be installed: $(tail -1 "$tools/pip.log")"
fi
if [ ! -d "$tools/node_modules/@learninglocker/xapi-validation" ] &&
    ! npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$tools" \
        @learninglocker/xapi-validation@3 >"$tools/npm.log" 2>&1; then
    skip "the validator of xAPI cannot be installed: $(tail -1 "$tools/npm.log")"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work/home COACH_TODAY=2026-11-20 USER=jo COACH_CACHE=off
mkdir -p "$HOME"
git config --global user.name Jo
git config --global user.email jo@example.com
python3 tests/formats/hostile.py "$work/journal"
(cd "$work/journal" && git init -q && git add -A && git -c commit.gpgsign=false commit -qm "a journal")

export_all() {
    mkdir "$1"
    for format in json jsonl markdown html ics xlsx taskwarrior todo.txt icf emcc xapi; do
        "$coach" --journal "$work/journal" export "$format" >"$1/$format" 2>/dev/null
    done
    for what in sessions actions follow-ups people objectives requests stories policies resources; do
        "$coach" --journal "$work/journal" export csv --what "$what" >"$1/$what.csv" 2>/dev/null
        "$coach" --journal "$work/journal" export json --what "$what" >"$1/$what.json" 2>/dev/null
    done
    "$coach" --journal "$work/journal" export ics --todos --sessions >"$1/todos.ics" 2>/dev/null
}

export_all "$work/once"
sleep 1.1
export_all "$work/twice"
diff -r "$work/once" "$work/twice"
echo "ok: the same journal gives the same bytes"

for format in json jsonl; do
    "$coach" --journal "$work/journal" export "$format" >"$work/out" 2>/dev/null
    back() { HOME=$work/home-$format "$coach" "$@" 2>/dev/null; }
    back import "$work/out" >/dev/null
    back export "$format" | cmp - "$work/out"
    back import "$work/once/json" | grep -qx 'imported: nothing'
done
echo "ok: what went out comes back to the byte, and only once"

if [ -x "$tools/venv/bin/khal" ]; then
    "$tools/venv/bin/python" tests/formats/read.py "$work/once" "$work/journal"
    mkdir -p "$work/calendar"
    cat >"$work/khal.conf" <<CONF
[calendars]
[[coach]]
path = $work/calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = UTC
default_timezone = UTC
CONF
    khal() { XDG_DATA_HOME=$work/khal XDG_CACHE_HOME=$work/khal "$tools/venv/bin/khal" -c "$work/khal.conf" "$@"; }
    khal import --batch -a coach "$work/once/ics" >/dev/null
    khal import --batch -a coach "$work/once/ics" >/dev/null
    events=$(grep -c '^BEGIN:VEVENT' "$work/once/ics")
    files=$(find "$work/calendar" -name '*.ics' | wc -l)
    [ "$events" = "$files" ] || { echo "khal made $files files of $events events" >&2; exit 1; }
    khal list 2026-11-20 40d >"$work/listed"
    grep -q 'Whose names do you know now' "$work/listed"
    echo "ok: khal imports $events events, twice, and lists them"
    mkdir -p "$work/tables"
    "$tools/venv/bin/python" tests/formats/duck.py "$coach" examples/journal "$COACH_TODAY" "$work/tables"
    "$tools/venv/bin/python" tests/formats/reports.py "$coach" examples/journal
fi

# The figures of the reports, counted once more by the rules of docs/reports.md. More journals: a number behind it.
python3 tests/recount.py "$coach" "${COACH_RECOUNTS:-40}"

if [ -d "$tools/node_modules/@learninglocker/xapi-validation" ]; then
    NODE_PATH=$tools/node_modules node tests/formats/xapi.js "$work/once/xapi"
fi

if ! command -v task >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get install -y -qq taskwarrior || { apt-get update -qq && apt-get install -y -qq taskwarrior; }; } >"$tools/apt.log" 2>&1 || true
fi
if command -v task >/dev/null; then
    export TASKRC=$work/taskrc TASKDATA=$work/task
    printf 'data.location=%s\nconfirmation=no\nverbose=nothing\n' "$TASKDATA" >"$TASKRC"
    mkdir -p "$TASKDATA"
    task import "$work/once/taskwarrior" >/dev/null 2>&1
    task import "$work/once/taskwarrior" >/dev/null 2>&1
    there=$(task status:pending count)
    made=$(grep -c '"uuid"' "$work/once/taskwarrior")
    [ "$there" = "$made" ] || { echo "taskwarrior has $there tasks of $made" >&2; exit 1; }
    echo "ok: taskwarrior imports $made tasks, twice, and has each once"
    # It leaves control characters in its JSON as they are, which no JSON may have.
    exported() { task export 2>/dev/null | tr -d '\000-\011\013-\037' >"$work/back"; }
    exported
    cp -r "$work/journal" "$work/back-journal"
    "$coach" --journal "$work/back-journal" import "$work/back" 2>/dev/null | grep -qx 'imported: nothing'
    task add "Ring the +1 customer" project:coaching.ana due:2026-11-30 >/dev/null 2>&1
    exported
    "$coach" --journal "$work/back-journal" import "$work/back" 2>/dev/null | grep -qx 'imported: 1 action'
    "$coach" --journal "$work/back-journal" import "$work/back" 2>/dev/null | grep -qx 'imported: nothing'
    echo "ok: what taskwarrior exports comes back: what is here once, what is new once"
else
    skip "taskwarrior is not here"
fi

# A plan goes to a real server: in clear to this machine alone, and over TLS to one that is trusted.
mail_settings() {
    mkdir -p "$HOME/.config/coach"
    printf '[mail]\nfrom = "Jo Marsh <jo@example.com>"\nserver = "%s"\nport = %s\nsecurity = "%s"\nuser = "jo"\npassword_command = "printf \\"s3cret pass\\\\n\\""\n' \
        "$1" "$2" "$3" >"$HOME/.config/coach/config.toml"
}
plan() { "$coach" --journal "$work/journal" plan ana --mail --yes; }
refused() {
    if plan >"$work/said" 2>&1; then echo "sent, and should not be: $1" >&2; exit 1; fi
    if grep -q 's3cret' "$work/said"; then echo "a password was shown" >&2; exit 1; fi
    grep -q "$2" "$work/said" || { cat "$work/said" >&2; exit 1; }
}
if [ -x "$tools/venv/bin/khal" ] && command -v openssl >/dev/null; then
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key" -out "$work/certificate" -days 2 \
        -subj /CN=localhost -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE 2>/dev/null
    for which in clear lock wrap; do
        case $which in
        clear) with=() ;;
        lock) with=("$work/certificate" "$work/key") ;;
        wrap) with=("$work/certificate" "$work/key" at-once) ;;
        esac
        "$tools/venv/bin/python" tests/formats/smtp.py "$work/mail-$which" "${with[@]}" >"$work/port-$which" 2>"$work/smtp-$which.log" &
        servers+=($!)
    done
    trap 'kill "${servers[@]}" 2>/dev/null; rm -rf "$work"' EXIT
    for _ in $(seq 100); do [ -s "$work/port-clear" ] && [ -s "$work/port-lock" ] && [ -s "$work/port-wrap" ] && break; sleep 0.1; done
    mail_settings 127.0.0.1 "$(cat "$work/port-clear")" none
    plan 2>/dev/null | grep -qx 'sent to ana@example.com'
    COACH_MAIL_PASSWORD=wrong refused "a wrong password" 'did not accept the mail'
    mail_settings localhost "$(cat "$work/port-lock")" starttls
    refused "a certificate that nobody vouches for" 'did not accept the mail'
    SSL_CERT_FILE=$work/certificate plan 2>/dev/null | grep -qx 'sent to ana@example.com'
    mail_settings localhost "$(cat "$work/port-wrap")" tls
    refused "a certificate that nobody vouches for, at once" 'did not accept the mail'
    SSL_CERT_FILE=$work/certificate plan 2>/dev/null | grep -qx 'sent to ana@example.com'
    mail_settings localhost "$(cat "$work/port-lock")" tls
    SSL_CERT_FILE=$work/certificate refused "TLS at once to a server that begins in clear" 'did not accept the mail'
    mail_settings localhost "$(cat "$work/port-clear")" starttls
    refused "a server without TLS" 'did not accept the mail'
    mail_settings mail.example.com 25 none
    refused "in clear to another machine" 'is another machine'
    mail_settings 127.0.0.1 1 none
    refused "a server that is not there" 'did not accept the mail'
    "$tools/venv/bin/python" tests/formats/mail.py "$work/mail-clear" "$work/mail-lock" "$work/mail-wrap"
else
    skip "no mail server could be started"
fi

[ "$skipped" = 0 ] || printf '!! %s of the readers were NOT asked in this run\n' "$skipped" >&2
