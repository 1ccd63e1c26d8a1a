/** The authorization code flow with PKCE of a public client, with what browsers have and nothing else. */

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const jsonOf = (part) => JSON.parse(new TextDecoder().decode(bytesOf(part)));

/** The algorithms that are taken, and how the browser knows them. */
const algorithms = {
  RS256: [{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, 'RSASSA-PKCS1-v1_5'],
  ES256: [
    { name: 'ECDSA', namedCurve: 'P-256' },
    { name: 'ECDSA', hash: 'SHA-256' },
  ],
};

async function asked(url, options) {
  const response = await fetch(url, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `${response.status}`);
  return answer;
}

export class Provider {
  #metadata;
  #client;

  constructor(metadata, client) {
    this.#metadata = metadata;
    this.#client = client;
  }

  /** `client`: its `clientId` and `redirectUri`. */
  static async discover(issuer, client) {
    const metadata = await asked(`${issuer}/.well-known/openid-configuration`);
    if (metadata.issuer !== issuer) throw new Error('another issuer'); // OpenID Connect Discovery §4.3
    return new Provider(metadata, client);
  }

  /** Leaves the page. What it has to come back with stays in this tab. */
  async signIn(scope) {
    const pending = { state: random(), nonce: random(), verifier: random() };
    sessionStorage.setItem('pending', JSON.stringify(pending));
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(pending.verifier));
    location.assign(
      `${this.#metadata.authorization_endpoint}?${new URLSearchParams({
        response_type: 'code',
        client_id: this.#client.clientId,
        redirect_uri: this.#client.redirectUri,
        scope,
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: base64url(hash),
        code_challenge_method: 'S256',
      })}`,
    );
  }

  /** The tokens for the answer that came back, and the claims of the ID token. Throws when something does not fit. */
  async redeem(answer) {
    const pending = JSON.parse(sessionStorage.getItem('pending') ?? '{}');
    sessionStorage.removeItem('pending');
    if (pending.state === undefined || answer.get('state') !== pending.state)
      throw new Error('This tab began no such sign-in.');
    if (answer.get('iss') !== this.#metadata.issuer) throw new Error('Another server answered.'); // RFC 9207 §2.4
    if (answer.has('error')) throw new Error(answer.get('error'));
    const tokens = await asked(this.#metadata.token_endpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: this.#client.clientId,
        redirect_uri: this.#client.redirectUri,
        code: answer.get('code'),
        code_verifier: pending.verifier,
      }),
    });
    return { ...tokens, claims: await this.#checked(tokens.id_token, pending.nonce) };
  }

  /** OpenID Connect Core §3.1.3.7 */
  async #checked(idToken, nonce) {
    const [head, body, signature] = idToken.split('.');
    const { alg, kid } = jsonOf(head);
    if (!Object.hasOwn(algorithms, alg)) throw new Error('The ID token has an unknown algorithm.');
    const { keys } = await asked(this.#metadata.jwks_uri);
    const jwk = keys.find((key) => key.kid === kid && (key.alg ?? alg) === alg);
    if (jwk === undefined) throw new Error('The ID token has an unknown key.');
    const [imported, used] = algorithms[alg];
    const key = await crypto.subtle.importKey('jwk', jwk, imported, false, ['verify']);
    const signed = new TextEncoder().encode(`${head}.${body}`);
    if (!(await crypto.subtle.verify(used, key, bytesOf(signature), signed)))
      throw new Error('The ID token has a wrong signature.');
    const claims = jsonOf(body);
    const audience = [claims.aud].flat();
    if (claims.iss !== this.#metadata.issuer || !audience.includes(this.#client.clientId))
      throw new Error('The ID token is for somebody else.');
    if (audience.length > 1 && claims.azp !== this.#client.clientId)
      throw new Error('The ID token is for somebody else.');
    if (!(claims.exp > Date.now() / 1000)) throw new Error('The ID token has expired.');
    if (claims.nonce !== nonce) throw new Error('The ID token is of another sign-in.');
    return claims;
  }

  /** Throws when it is about somebody else than the ID token. OpenID Connect Core §5.3.2 */
  async userinfo({ access_token: token, claims }) {
    const person = await asked(this.#metadata.userinfo_endpoint, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (person.sub !== claims.sub) throw new Error('Userinfo is about somebody else.');
    return person;
  }

  /** Leaves the page, and comes back to `address`. */
  signOut({ id_token: hint }, address) {
    const query = new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: address });
    location.assign(`${this.#metadata.end_session_endpoint}?${query}`);
  }
}
