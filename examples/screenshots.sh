#!/usr/bin/env bash
# Makes the pictures in examples/screenshots: the program in a real terminal (tmux) as SVG, and the
# HTML report in a real browser as PNG. The pictures of coach serve are in docs/pictures.
#
#     bash examples/screenshots.sh target/debug/coach
#
# Needs tmux and Python, and Chromium for the report; says loudly what it could not make.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
coach="$(realpath "$1")"
to="$here/screenshots"
work="$(mktemp -d)"
terminal="coach-$$"
trap 'tmux -L "$terminal" kill-server 2>/dev/null || true; rm -rf "$work"' EXIT

skip() { printf '\n!! %s\n' "$@"; }
for program in tmux python3 git; do
    command -v "$program" >/dev/null || { skip "$program is missing: NO picture is made."; exit 0; }
done

# A home of its own, on the day on which half a year of the example journal ends.
export HOME="$work/home" COACH_TODAY=2026-11-23 COACH_SEED=7 USER=jo TZ=UTC LANG=C.UTF-8
unset COACH_JOURNAL COACH_CONFIG XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME NO_COLOR PAGER
mkdir -p "$HOME/.local/share/coach" "$HOME/.config/coach" "$HOME/bin"
cp -R "$here/journal" "$HOME/.local/share/coach/journal"
git config --global user.name 'Jo Marsh' && git config --global user.email jo@example.com
git -C "$HOME/.local/share/coach/journal" init -q
echo 'me = "jo"' >"$HOME/.config/coach/config.toml"
ln -s "$coach" "$HOME/bin/coach"
export PATH="$HOME/bin:$PATH" COACH_PAGER=cat
echo "PS1='$ '" >"$HOME/.bashrc"
cd "$HOME"

# picture NAME THEME TITLE LINES KEYS… : types the keys, each once the screen stands still.
picture() {
    local name="$1" theme="$2" title="$3" lines="$4"
    shift 4
    # a server of its own: the last one may still be on its way out
    terminal="coach-$$-$name"
    tmux -L "$terminal" -f /dev/null new-session -d -x 80 -y "$lines" 'bash --noprofile'
    still
    for keys in "$@"; do
        tmux -L "$terminal" send-keys "$keys"
        still
    done
    tmux -L "$terminal" capture-pane -e -p | python3 "$to/svg.py" "$theme" "$title" >"$to/$name.svg"
    tmux -L "$terminal" kill-server
    echo "$to/$name.svg"
}

still() {
    local before='' now='.'
    while [ "$before" != "$now" ]; do
        before="$now"
        sleep 0.6
        now="$(tmux -L "$terminal" capture-pane -e -p)"
    done
}

picture due-dark dark 'coach due' 22 'coach due --team service' Enter
picture due-light light 'coach due' 22 'coach due --team service' Enter
picture prep dark 'coach prep tunde' 27 'coach prep tunde' Enter
picture report dark 'coach report follow-through' 14 'coach report follow-through --group-by team' Enter
picture log dark 'coach log' 18 'coach log' Enter 'tunde' Enter '30m' Enter 'd' Space 'pricing' Enter \
    'Not all of them need it today' Enter Enter 'Ring two more of them by fri'
picture review dark 'coach review' 18 'clear; coach review tunde' Enter

if command -v chromium >/dev/null; then
    coach report overview --html -o "$work/overview.html" >/dev/null
    chromium --headless --no-sandbox --hide-scrollbars --disable-gpu --window-size=900,1100 \
        --screenshot="$to/overview.png" "file://$work/overview.html" >/dev/null 2>&1
    echo "$to/overview.png"
else
    skip 'chromium is missing: the picture of the HTML report is NOT made anew.'
fi
# The pages of `coach serve` need playwright-core, which tests/browser.sh installs.
tools="$here/../target/browser/node_modules"
if command -v chromium >/dev/null && [ -d "$tools/playwright-core" ]; then
    coach serve --port 0 --no-sync >"$work/serve.out" &
    serve=$!
    for _ in $(seq 100); do grep -q '^code' "$work/serve.out" && break; sleep 0.1; done
    NODE_PATH="$tools" node "$to/serve.js" "$(command -v chromium)" "$here/../docs/pictures" \
        "$(awk '/^address/ {print $2}' "$work/serve.out")" "$(awk '/^code/ {print $2}' "$work/serve.out")"
    kill "$serve"
    ls "$here"/../docs/pictures/serve-*.png
else
    skip 'chromium or playwright-core is missing: the pictures of coach serve are NOT made anew.'
fi
du -ch "$to"/*.svg "$to"/*.png | tail -1
