import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import * as client from 'openid-client';

const issuer = new URL(process.env.ISSUER ?? 'http://localhost:8080');
const port = Number(process.env.PORT ?? 3000);
const redirectUri = `http://localhost:${port}/callback`;
const keyFile = 'fapi-key.json'; // the private key: it stays with the client
const curve = { name: 'ECDSA', namedCurve: 'P-256' };

/** A new key, and what the server has to know: its public half. */
async function declare() {
  const { privateKey } = await crypto.subtle.generateKey(curve, true, ['sign', 'verify']);
  const jwk = await crypto.subtle.exportKey('jwk', privateKey);
  writeFileSync(keyFile, JSON.stringify(jwk), { mode: 0o600 });
  const { kty, crv, x, y } = jwk;
  const bank = {
    client_id: 'bank-app',
    client_name: 'Example bank',
    redirect_uris: [redirectUri],
    application_type: 'native', // only for http://localhost; with https: web
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [{ kty, crv, x, y, kid: 'bank-1', alg: 'ES256', use: 'sig' }] },
    scope: 'openid profile offline_access',
  };
  const ada = { username: 'ada', password: 'env:ADA_PASSWORD', claims: { name: 'Ada Lovelace' } };
  console.log(JSON.stringify({ clients: [bank], users: [ada] }, null, 2));
}

async function serve() {
  const jwk = JSON.parse(readFileSync(keyFile, 'utf8'));
  const key = await crypto.subtle.importKey('jwk', { ...jwk, key_ops: ['sign'] }, curve, false, ['sign']);
  const signingKey = { key, kid: 'bank-1' };
  const grantor = await client.discovery(issuer, 'bank-app', undefined, client.PrivateKeyJwt(signingKey), {
    execute: [
      client.useJwtResponseMode, // answers are signed, too
      client.allowInsecureRequests, // only for http://localhost
    ],
  });
  // The key that every token is bound to.
  const DPoP = client.getDPoPHandle(grantor, await client.randomDPoPKeyPair('ES256'));
  // One person at a time is enough for an example; keep these in your session.
  let pending;

  async function start(_request, response) {
    pending = { verifier: client.randomPKCECodeVerifier(), state: client.randomState() };
    const wishes = {
      redirect_uri: redirectUri,
      scope: 'openid profile',
      state: pending.state,
      code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
    };
    const signed = await client.buildAuthorizationUrlWithJAR(grantor, wishes, signingKey);
    const pushed = await client.buildAuthorizationUrlWithPAR(grantor, signed.searchParams, { DPoP });
    response.writeHead(303, { location: pushed.href }).end();
  }

  async function finish(request, response) {
    const checks = { pkceCodeVerifier: pending.verifier, expectedState: pending.state };
    const url = new URL(request.url, redirectUri);
    const tokens = await client.authorizationCodeGrant(grantor, url, checks, undefined, { DPoP });
    const { sub } = tokens.claims();
    const person = await client.fetchUserInfo(grantor, tokens.access_token, sub, { DPoP });
    response.end(`Hello, ${person.name ?? sub}: your token is of the type ${tokens.token_type}\n`);
  }

  createServer((request, response) => {
    const answer = request.url.startsWith('/callback') ? finish : start;
    answer(request, response).catch((error) =>
      response.writeHead(500).end(`${error.error ?? error.message}\n`),
    );
  }).listen(port, () => console.log(`http://localhost:${port}`));
}

await (process.argv[2] === 'declare' ? declare() : serve());
