"""A mail server on loopback that keeps what it gets: smtp.py FOLDER [CERTIFICATE KEY [at-once]]; prints
its port. With a certificate TLS is asked for by STARTTLS, or spoken at once."""
import pathlib
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)


at_once = len(sys.argv) > 4
tls = None
if len(sys.argv) > 2:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(sys.argv[2], sys.argv[3])


class Keep:
    async def handle_DATA(self, server, session, envelope):
        name = f"{len(list(folder.iterdir()))}.eml"
        to = ",".join(envelope.rcpt_tos)
        (folder / name).write_bytes(f"X-To: {to}\r\nX-Tls: {at_once or session.ssl is not None}\r\n".encode() + envelope.content)
        return "250 kept"


def known(server, session, envelope, mechanism, data):
    good = (data.login, data.password) == (b"jo", b"s3cret pass")
    return AuthResult(success=good, handled=False, message=None if good else "535 5.7.8 no")


class Server(Controller):
    def factory(self):
        later = None if at_once else tls
        return SMTP(self.handler, tls_context=later, require_starttls=later is not None, authenticator=known,
                    auth_required=True, auth_require_tls=later is not None)


server = Server(Keep(), hostname="127.0.0.1", port=0, ssl_context=tls if at_once else None)
server.port = 0
import socket
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    server.port = free.getsockname()[1]
server.start()
print(server.port, flush=True)
while True:
    time.sleep(1)
