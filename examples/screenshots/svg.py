"""What a terminal shows (`tmux capture-pane -e`) on standard input, as an SVG on standard output.

    python3 svg.py dark|light TITLE < captured > picture.svg

Knows what coach prints: bold, faint, reverse, and the sixteen colours of the terminal's palette.
"""
import re
import sys
import unicodedata
from html import escape

WIDE, HIGH, EDGE = 8.4, 18, 14
THEMES = {
    "dark": dict(paper="#1d1f21", ink="#d6d8d5", bar="#2b2e31", colours=[
        "#1d1f21", "#e06c6c", "#9bc26b", "#e5c07b", "#6fa8dc", "#c58fd8", "#67c1c1", "#d6d8d5",
        "#7f848a", "#ff8a8a", "#b5dc85", "#f0d591", "#8cc0f0", "#dba8ec", "#84d8d8", "#ffffff"]),
    "light": dict(paper="#fdfdfb", ink="#24292e", bar="#e9e9e4", colours=[
        "#24292e", "#b3261e", "#2e7d32", "#8a6d00", "#1f5fa8", "#8b2fa0", "#00707a", "#f4f4f0",
        "#6b7075", "#d0342c", "#3a9140", "#a58300", "#2f74c4", "#a544bb", "#008894", "#ffffff"]),
}


def columns(text):
    """How many columns of the screen it takes."""
    wide = lambda c: 0 if unicodedata.combining(c) or c in "\u200d\ufe0f" else 1 + (unicodedata.east_asian_width(c) in "WF")
    return sum(map(wide, text))


def styled(state, codes):
    """The style after these codes: bold, faint, reverse, colour."""
    codes = [int(code or 0) for code in codes.split(";")]
    while codes:
        code = codes.pop(0)
        if code == 0:
            state = {}
        elif code in (1, 2, 7):
            state = state | {code: True}
        elif code == 22:
            state = {key: value for key, value in state.items() if key not in (1, 2)}
        elif code == 27:
            state = {key: value for key, value in state.items() if key != 7}
        elif code == 39:
            state = state | {"colour": None}
        elif 30 <= code <= 37 or 90 <= code <= 97:
            state = state | {"colour": code - 30 if code < 90 else code - 82}
        elif code == 38 and codes[:1] == [5]:
            state, codes = state | {"colour": codes[1] % 16}, codes[2:]
    return state


def main(theme, title):
    look = THEMES[theme]
    lines = sys.stdin.read().rstrip("\n").split("\n")
    drawn, state, broadest = [], {}, 80
    for row, line in enumerate(lines):
        column = 0
        for part in re.split(r"(\x1b\[[0-9;]*m)", line):
            code = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
            if code:
                state = styled(state, code.group(1))
                continue
            # each word by itself, so that a font of another width does not move the next one
            for word in re.findall(r"\S+|\s+", part):
                width = columns(word)
                if not word.isspace():
                    colour = state.get("colour")
                    ink = look["ink"] if colour is None else look["colours"][colour]
                    about = f' font-weight="bold"' * bool(state.get(1)) + f' opacity="0.62"' * bool(state.get(2))
                    x, y = EDGE + column * WIDE, EDGE + 26 + row * HIGH + 13
                    if state.get(7):
                        drawn.append(f'<rect x="{x:.1f}" y="{y - 13:.1f}" width="{width * WIDE:.1f}" height="{HIGH}" fill="{ink}"/>')
                        ink = look["paper"]
                    drawn.append(f'<text x="{x:.1f}" y="{y:.1f}" fill="{ink}"{about} textLength="{width * WIDE:.1f}" '
                                 f'lengthAdjust="spacingAndGlyphs">{escape(word)}</text>')
                column += width
        broadest = max(broadest, column)
    wide, high = broadest * WIDE + 2 * EDGE, len(lines) * HIGH + 2 * EDGE + 26
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {high:.0f}" width="{wide:.0f}" role="img" '
          f'font-family="ui-monospace,Menlo,Consolas,\'DejaVu Sans Mono\',monospace" font-size="14">')
    print(f'<title>{escape(title)}</title>')
    print(f'<rect width="100%" height="100%" rx="8" fill="{look["paper"]}"/><rect width="100%" height="26" rx="8" fill="{look["bar"]}"/>')
    print(f'<text x="50%" y="18" text-anchor="middle" fill="{look["ink"]}" opacity="0.7">{escape(title)}</text>')
    print("\n".join(drawn))
    print("</svg>")


main(sys.argv[1], sys.argv[2])
