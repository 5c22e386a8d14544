#!/usr/bin/env bash
# Looks at the HTML reports in a real Chromium: what axe-core says of them, on a screen and on a
# phone, in light and dark; that nothing is fetched and no style is refused; pictures of each.
#
#     bash tests/browser.sh target/debug/coach [FOLDER FOR THE PICTURES]
#
# Needs Chromium, Node.js and two packages; installs what the machine lets it, and says loudly
# what it could not look at.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
coach="$(realpath "$1")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
pictures="${2:-$work/pictures}"
mkdir -p "$pictures"

skip() {
    printf '\n!! %s\n' "$1" 'The HTML reports are NOT looked at in a browser in this run.'
    exit 0
}

# Whatever was installed in an earlier run is taken again.
tools="$here/../target/browser"
mkdir -p "$tools"
if ! command -v chromium >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update -qq && apt-get install -y -qq chromium fonts-dejavu-core; } >/dev/null 2>&1 || true
fi
command -v chromium >/dev/null || skip 'chromium is missing (apt-get install chromium).'
command -v npm >/dev/null || skip 'Node.js with npm is missing.'
if [ ! -d "$tools/node_modules/axe-core" ] || [ ! -d "$tools/node_modules/playwright-core" ]; then
    (cd "$tools" && npm install --silent --no-audit --no-fund --prefix . axe-core@4 playwright-core@1) \
        >/dev/null 2>&1 || skip 'axe-core and playwright-core could not be installed.'
fi

# In a home of its own, with the journal of the examples.
export HOME="$work/home" XDG_CONFIG_HOME="$work/home/.config" XDG_DATA_HOME="$work/home/.local/share"
mkdir -p "$HOME"
cp -R "$here/../examples/journal" "$work/journal"
for report in overview follow-through objectives alignment obstacles needs coverage coaching activity programmes feedback sprint wins gap hours; do
    COACH_TODAY=2026-11-20 "$coach" --journal "$work/journal" report "$report" --html -o "$work/$report.html" >/dev/null
done
COACH_TODAY=2026-11-20 "$coach" --journal "$work/journal" report person ana --html -o "$work/person.html" >/dev/null

NODE_PATH="$tools/node_modules" node "$here/browser.js" "$(command -v chromium)" "$pictures" "$work"/*.html

# The mail of the overview, on a phone and on paper.
printf '[mail]\nfrom = "Jo Marsh <jo@example.com>"\n' >"$work/mail.toml"
COACH_CONFIG="$work/mail.toml" COACH_TODAY=2026-11-20 "$coach" --journal "$work/journal" report overview \
    --mail tom@example.com -o "$work/overview.eml" >/dev/null
NODE_PATH="$tools/node_modules" node "$here/browser_mail.js" "$(command -v chromium)" "$work/overview.eml"

# The pages of `coach serve`, from a journal of its own that can be written to.
if ! "$coach" serve --help >/dev/null 2>&1 || "$coach" serve devices 2>&1 | grep -q 'built without'; then
    skip 'this coach was built without `serve`, so its pages are not looked at.'
fi
git config --global user.name "Jo Marsh" && git config --global user.email jo@example.com
git -C "$work/journal" init -q && git -C "$work/journal" add -A && git -C "$work/journal" commit -qm "a journal"
COACH_CONFIG="$work/config.toml" COACH_TODAY=2026-11-20 "$coach" config set me jo >/dev/null
COACH_CONFIG="$work/config.toml" COACH_TODAY=2026-11-20 "$coach" --journal "$work/journal" serve --port 0 \
    >"$work/serve.out" &
serve=$!
trap 'kill "$serve" 2>/dev/null; rm -rf "$work"' EXIT
for _ in $(seq 100); do grep -q '^code' "$work/serve.out" && break; sleep 0.1; done
address="$(awk '/^address/ {print $2}' "$work/serve.out")"
code="$(awk '/^code/ {print $2}' "$work/serve.out")"
NODE_PATH="$tools/node_modules" node "$here/serve_pages.js" "$(command -v chromium)" "$pictures" "$address" "$code"
kill -INT "$serve" && wait "$serve"
trap 'rm -rf "$work"' EXIT

# What a device keeps without a connection. This server has a port of its own, and is killed many times.
COACH_CONFIG="$work/config.toml" COACH_TODAY=2026-11-20 NODE_PATH="$tools/node_modules" \
    node "$here/serve_offline.js" "$(command -v chromium)" "$coach" "$work/journal"

# The same in the engine of Safari.
if ! command -v WebKitWebDriver >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update -qq && apt-get install -y -qq webkit2gtk-driver xvfb xauth; } >/dev/null 2>&1 || true
fi
webkit="$(ls /usr/lib/*/webkit2gtk-4.*/MiniBrowser 2>/dev/null | head -n 1 || true)"
if ! command -v WebKitWebDriver >/dev/null || ! command -v xvfb-run >/dev/null || [ -z "$webkit" ]; then
    printf '\n!! %s\n' 'WebKitWebDriver, MiniBrowser or Xvfb is missing (apt-get install webkit2gtk-driver xvfb xauth).' \
        'The pages of coach serve are NOT tried in WebKit in this run.'
    exit 0
fi
COACH_CONFIG="$work/config.toml" xvfb-run -a node "$here/serve_webkit.js" "$webkit" "$coach" "$work/journal"
