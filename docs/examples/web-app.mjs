import { createServer } from 'node:http';
import * as client from 'openid-client';

const issuer = new URL(process.env.ISSUER ?? 'http://localhost:8080');
const port = Number(process.env.PORT ?? 3000);
const redirectUri = `http://localhost:${port}/callback`;

const grantor = await client.discovery(issuer, 'web-app', process.env.WEB_APP_SECRET, undefined, {
  execute: [client.allowInsecureRequests], // only for http://localhost
});

// One person at a time is enough for an example; keep these in your session.
let pending;
let idToken;

async function start(_request, response) {
  pending = {
    verifier: client.randomPKCECodeVerifier(),
    state: client.randomState(),
    nonce: client.randomNonce(),
  };
  const url = client.buildAuthorizationUrl(grantor, {
    redirect_uri: redirectUri,
    scope: 'openid profile email',
    code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
    state: pending.state,
    nonce: pending.nonce,
  });
  response.writeHead(303, { location: url.href }).end();
}

async function finish(request, response) {
  const tokens = await client.authorizationCodeGrant(grantor, new URL(request.url, redirectUri), {
    pkceCodeVerifier: pending.verifier,
    expectedState: pending.state,
    expectedNonce: pending.nonce,
  });
  idToken = tokens.id_token;
  const { sub } = tokens.claims();
  const person = await client.fetchUserInfo(grantor, tokens.access_token, sub);
  response.end(`Hello, ${person.name ?? sub}\n`);
}

async function signOut(_request, response) {
  const url = client.buildEndSessionUrl(grantor, {
    id_token_hint: idToken,
    post_logout_redirect_uri: `http://localhost:${port}/`,
  });
  response.writeHead(303, { location: url.href }).end();
}

const pages = { '/callback': finish, '/sign-out': signOut };

createServer((request, response) => {
  const [path] = request.url.split('?');
  const answer = (pages[path] ?? start)(request, response);
  answer.catch((error) => response.writeHead(500).end(`${error.error ?? error.message}\n`));
}).listen(port, () => console.log(`http://localhost:${port}`));
