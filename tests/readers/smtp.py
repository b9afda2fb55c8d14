"""A mail server, made with aiosmtpd.

    smtp.py plain|starttls|tls [CERTIFICATE KEY]

With TLS, a client has to log in as `eva` with the password `a:secret`. The first line of the output is the port. Each message
that is taken, and each address or login that is refused, is one more line of JSON. A line of the input, such as
`451 leo@example.org`, says how an address is answered from now on; 250 means that its mail is taken.
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

answers = {}


def tell(event, **more):
    print(json.dumps({"event": event, **more}), flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        code = answers.get(address, "250")
        if code != "250":
            tell("refused", address=address)
            return f"{code} not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        tell(
            "message",
            sender=envelope.mail_from,
            to=envelope.rcpt_tos,
            is_safe=server.transport.get_extra_info("ssl_object") is not None,
            user=session.auth_data and session.auth_data.login.decode(),
            content=envelope.content.decode(),
            headers={name: str(value) for name, value in mail.items()},
            text=mail.get_content(),
        )
        return "250 OK"


def authenticate(server, session, envelope, mechanism, login):
    is_right = (login.login, login.password) == (b"eva", b"a:secret")
    if not is_right:
        tell("wrong password")
    return AuthResult(success=is_right, auth_data=login, handled=is_right)


async def main(mode, *files):
    context = None
    if mode != "plain":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*files)

    def session():
        safe = {"auth_required": True, "authenticator": authenticate} if context else {}
        if mode == "starttls":
            safe |= {"tls_context": context, "require_starttls": True}
        if mode == "tls":
            safe |= {"auth_require_tls": False}
        return SMTP(Handler(), hostname="mail.example.org", **safe)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(session, "127.0.0.1", 0, ssl=context if mode == "tls" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        code, address = line.split()
        answers[address] = code
        tell("heard")


asyncio.run(main(*sys.argv[1:]))
