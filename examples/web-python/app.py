"""Signs people in with Grantor: code and PKCE, the ID token checked, userinfo asked, and out again."""

import os
import secrets
from urllib.parse import urlencode

from authlib.integrations.flask_client import OAuth, OAuthError
from flask import Flask, redirect, render_template_string, session, url_for

ISSUER = os.environ.get("ISSUER", "http://localhost:8080")
PORT = int(os.environ.get("PORT", "3000"))
HOME = f"http://localhost:{PORT}/"

app = Flask(__name__)
# Signs the cookie that holds the session; a fixed one in production, or restarts sign everybody out.
app.secret_key = os.environ.get("SESSION_SECRET") or secrets.token_hex(32)

oauth = OAuth(app)
grantor = oauth.register(
    "grantor",
    client_id="web-app",
    client_secret=os.environ["WEB_APP_SECRET"],
    server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
)

PAGE = """<!doctype html>
<html lang="en"><title>Web application</title>
{% if person %}<h1>Hello, {{ person.name }}</h1><p>{{ person.email }}</p><a href="/sign-out">Sign out</a>
{% else %}<h1>You are signed out</h1><a href="/sign-in">Sign in</a>{% endif %}
</html>"""


@app.get("/")
def home():
    return render_template_string(PAGE, person=session.get("person"))


@app.get("/sign-in")
def sign_in():
    return grantor.authorize_redirect(f"{HOME}callback")  # with state, nonce and code challenge


@app.get("/callback")
def callback():
    try:
        token = grantor.authorize_access_token()  # checks state, then the ID token: signature, iss, aud, exp, nonce
    except OAuthError as refused:
        return f"{refused.error}\n", 400, {"content-type": "text/plain"}
    person = grantor.userinfo(token=token)
    if person["sub"] != token["userinfo"]["sub"]:  # OpenID Connect Core §5.3.2
        return "userinfo is about somebody else\n", 400, {"content-type": "text/plain"}
    session["person"] = {"name": person.get("name"), "email": person.get("email")}
    session["id_token"] = token["id_token"]
    return redirect(url_for("home"))


@app.get("/sign-out")
def sign_out():
    id_token = session.pop("id_token", "")
    session.clear()
    end = grantor.load_server_metadata()["end_session_endpoint"]
    return redirect(f"{end}?{urlencode({'id_token_hint': id_token, 'post_logout_redirect_uri': HOME})}")


if __name__ == "__main__":
    app.run(port=PORT)
