#!/usr/bin/env bash
# Two coaches share a journal through a real server on loopback: over ssh (sshd) and over http
# (git http-backend behind Python's own CGI server). Needs `coach` built; installs sshd where it may.
#
#   tests/servers.sh [PATH-TO-COACH]
#
# Says SKIPPED, loudly, where the machine lets it start neither, and fails where one starts and the
# journals do not end the same.
set -euo pipefail

coach=$(realpath "${1:-target/debug/coach}")
stage=$(mktemp -d)
pids=()
finish() {
  for pid in "${pids[@]:-}"; do [ -n "$pid" ] && kill "$pid" 2>/dev/null || true; done
  rm -rf "$stage"
}
trap finish EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
skipped() { printf '\n!!! SKIPPED: %s\n\n' "$1"; }

# One coach at their own machine: as NAME COMMAND…
as() {
  local name=$1
  shift
  mkdir -p "$stage/$name"
  env -i PATH="$PATH" HOME="$stage/$name" USER="$name" COACH_TODAY=2026-11-21 COACH_SEED="$name" TZ=UTC \
    GIT_CONFIG_NOSYSTEM=1 GIT_SSH_COMMAND="${GIT_SSH_COMMAND:-ssh}" \
    GIT_AUTHOR_NAME="$name" GIT_AUTHOR_EMAIL="$name@example.com" \
    GIT_COMMITTER_NAME="$name" GIT_COMMITTER_EMAIL="$name@example.com" "$@"
}
journal() { printf '%s/%s/.local/share/coach/journal' "$stage" "$1"; }
records() { (cd "$(journal "$1")" && git ls-tree -r HEAD && git status --porcelain && git fsck --strict --no-dangling); }

# Both write, both sync, and both have the same in the end: share KIND URL
share() {
  local kind=$1 url=$2 jo="jo-$1" kim="kim-$1"
  as "$jo" "$coach" init --me jo >/dev/null
  as "$jo" "$coach" log ana 45m --note "Too late." --action "Rewrite the opening by friday" >/dev/null
  as "$jo" "$coach" sync --remote "$url"
  as "$kim" "$coach" init --from "$url" --me kim >/dev/null
  as "$kim" "$coach" log ben 20m --note "Two accounts, no handover." >/dev/null
  as "$jo" "$coach" log cleo 10m >/dev/null
  as "$kim" "$coach" sync
  as "$jo" "$coach" sync
  as "$kim" "$coach" sync
  if [ "$(records "$jo")" != "$(records "$kim")" ]; then
    echo "the journals differ after syncing over $kind:"
    diff <(records "$jo") <(records "$kim") || true
    exit 1
  fi
  [ "$(records "$jo" | grep -c sessions/)" = 3 ] || { echo "a session is missing over $kind"; exit 1; }
  echo "ok: two coaches over $kind"
}

over_ssh() {
  if ! command -v sshd >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    (apt-get update -qq && apt-get install -y -qq openssh-server openssh-client) >/dev/null 2>&1 || true
  fi
  local sshd
  sshd=$(command -v sshd || true)
  if [ -z "$sshd" ] || ! command -v ssh >/dev/null; then skipped "no sshd here: nothing was tried over ssh"; return; fi
  local port; port=$(free_port)
  mkdir -p "$stage/ssh" && [ "$(id -u)" != 0 ] || mkdir -p /run/sshd
  ssh-keygen -q -t ed25519 -N '' -f "$stage/ssh/host" && ssh-keygen -q -t ed25519 -N '' -f "$stage/ssh/key"
  cp "$stage/ssh/key.pub" "$stage/ssh/authorized_keys"
  cat >"$stage/ssh/sshd_config" <<CONFIG
Port $port
ListenAddress 127.0.0.1
HostKey $stage/ssh/host
AuthorizedKeysFile $stage/ssh/authorized_keys
PidFile $stage/ssh/pid
PasswordAuthentication no
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
CONFIG
  "$sshd" -D -f "$stage/ssh/sshd_config" -E "$stage/ssh/log" &
  pids+=($!)
  export GIT_SSH_COMMAND="ssh -p $port -i $stage/ssh/key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
  for _ in $(seq 50); do
    $GIT_SSH_COMMAND "$(id -un)@127.0.0.1" true 2>/dev/null && break
    sleep 0.1
  done
  if ! $GIT_SSH_COMMAND "$(id -un)@127.0.0.1" true 2>/dev/null; then
    skipped "sshd does not let us in here: nothing was tried over ssh ($(tail -n 1 "$stage/ssh/log" 2>/dev/null))"
    return
  fi
  git init -q --bare -b main "$stage/over-ssh.git"
  share ssh "ssh://$(id -un)@127.0.0.1:$port$stage/over-ssh.git"
}

over_http() {
  local backend; backend="$(git --exec-path)/git-http-backend"
  if [ ! -x "$backend" ] || ! command -v python3 >/dev/null; then
    skipped "no git http-backend or no python3 here: nothing was tried over http"
    return
  fi
  local port; port=$(free_port)
  git init -q --bare -b main "$stage/over-http.git"
  git -C "$stage/over-http.git" config http.receivepack true
  GIT_PROJECT_ROOT="$stage" GIT_HTTP_EXPORT_ALL=1 python3 - "$port" "$backend" <<'PYTHON' &
import http.server, os, subprocess, sys

port, backend = int(sys.argv[1]), sys.argv[2]


class Git(http.server.BaseHTTPRequestHandler):
    """Hands each request to git http-backend, as a web server's CGI would."""

    def answer(self):
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        variables = dict(os.environ, REQUEST_METHOD=self.command, PATH_INFO=path, QUERY_STRING=query,
                         CONTENT_TYPE=self.headers.get("Content-Type", ""), CONTENT_LENGTH=str(len(body)),
                         HTTP_CONTENT_ENCODING=self.headers.get("Content-Encoding", ""),
                         GIT_PROTOCOL=self.headers.get("Git-Protocol", ""), REMOTE_USER="coach")
        out = subprocess.run([backend], input=body, stdout=subprocess.PIPE, env=variables).stdout
        head, _, rest = out.partition(b"\r\n\r\n")
        lines = [line.partition(b": ") for line in head.split(b"\r\n") if line]
        status = next((value for name, _, value in lines if name == b"Status"), b"200 OK")
        self.send_response(int(status.split()[0]))
        for name, _, value in lines:
            if name != b"Status":
                self.send_header(name.decode(), value.decode())
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest)

    do_GET = do_POST = answer

    def log_message(self, *arguments):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", port), Git).serve_forever()
PYTHON
  pids+=($!)
  for _ in $(seq 50); do
    git ls-remote "http://127.0.0.1:$port/over-http.git" >/dev/null 2>&1 && break
    sleep 0.1
  done
  if ! git ls-remote "http://127.0.0.1:$port/over-http.git" >/dev/null 2>&1; then
    skipped "git cannot speak http here: nothing was tried over http"
    return
  fi
  share http "http://127.0.0.1:$port/over-http.git"
}

over_ssh
over_http
