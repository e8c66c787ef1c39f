"""Canaille, an OpenID provider, with three people in its memory: run by test_log_in.py with Canaille's own Python.

`python identity_provider.py PORT SECRET PASSWORD BACK…`: one client for each way back, named client-0, client-1 …
"""

import sys

from canaille import create_app  # type: ignore[import-not-found,unused-ignore]
from canaille.app import models  # type: ignore[import-not-found,unused-ignore]
from canaille.backends import Backend  # type: ignore[import-not-found,unused-ignore]
from joserfc.jwk import RSAKey  # type: ignore[import-not-found,unused-ignore]
from werkzeug.serving import make_server  # type: ignore[import-not-found,unused-ignore]

# Name there, mail address, whether it is verified.
PEOPLE = (
    ("osei", "m.osei@carrier.example", "true"),
    ("mallory", "m.osei@carrier.example", "false"),  # says so, and nobody has looked
    ("stranger", "somebody@else.example", "true"),
)


def main(port: int, secret: str, password: str, *ways_back: str) -> None:
    key = RSAKey.generate_key(2048, parameters={"kid": "first", "alg": "RS256", "use": "sig"})
    app = create_app(
        {
            "SECRET_KEY": secret,
            "SERVER_NAME": f"127.0.0.1:{port}",
            "PREFERRED_URL_SCHEME": "http",
            "CANAILLE": {"NAME": "Rookery ID", "DATABASE": "memory", "JAVASCRIPT": False},
            # OpenID Connect Core 3.1.2.1: without a nonce, which the code flow may leave out, and django-allauth does.
            "CANAILLE_OIDC": {"ACTIVE_JWKS": [key.as_dict(private=True)], "REQUIRE_NONCE": False},
        }
    )
    verified = {name: said for name, _, said in PEOPLE}
    app.jinja_env.globals["verified"] = verified
    app.config["CANAILLE_OIDC"]["USERINFO_MAPPING"]["EMAIL_VERIFIED"] = "{{ verified[user.user_name] }}"
    with app.app_context():
        for name, mail, _ in PEOPLE:
            said = {"formatted_name": name, "family_name": name, "emails": [mail], "password": password}
            Backend.instance.save(models.User(user_name=name, **said))
        for number, back in enumerate(ways_back):
            client = models.Client(
                client_id=f"client-{number}",
                client_secret=secret,
                client_name="Bellwarden",
                client_uri="http://127.0.0.1",
                redirect_uris=[back],
                grant_types=["authorization_code"],
                response_types=["code"],
                scope=["openid", "profile", "email"],
                token_endpoint_auth_method="client_secret_post",
            )
            Backend.instance.save(client)
            client.audience = [client]
            Backend.instance.save(client)
    server = make_server("127.0.0.1", port, app, threaded=True)
    print("ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
