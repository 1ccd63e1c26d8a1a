/** Sign-in at the application's own pages, by a client of its own: both halves of the code flow, without a library (RFC 6749 §4.1). */

import { type Engine, endpoints, type TokenAnswer } from '@grantor/engine';
import {
  clientId,
  type Epoch,
  equalInConstantTime,
  OAuthError,
  readJsonObject,
  s256,
} from '@grantor/protocol';
import { createRandom } from '../start/random.ts';

/** What the request is to say; `client` and `redirectUri` as registered. */
export type AuthorizationParameters = {
  readonly client: string;
  readonly redirectUri: string;
  /** With `openid`, claims about the person come with the tokens; with `offline_access`, a refresh token. */
  readonly scopes: readonly string[];
  /** What the access token is for (RFC 8707 §2). */
  readonly resource?: string | readonly string[] | undefined;
  /** OpenID Connect Core §3.1.2.1 */
  readonly prompt?: 'none' | 'login' | 'consent' | 'select_account' | undefined;
  /** Seconds since the person signed in, at most. */
  readonly maxAge?: number | undefined;
  readonly loginHint?: string | undefined;
  /** Any of these. */
  readonly acrValues?: readonly string[] | undefined;
  /** In the order of preference. */
  readonly uiLocales?: readonly string[] | undefined;
};

/**
 * What belongs to one request and must wait, unseen by others, in the session of the browser that makes it. Plain JSON;
 * good for one answer.
 */
export type SignInChecks = {
  readonly client: string;
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** RFC 7636 §4.1 */
  readonly codeVerifier: string;
};

/** Where to send the browser, and what to keep until it is back. */
export type AuthorizationRequest = { readonly url: string; readonly checks: SignInChecks };

export type SignInTokens = {
  readonly accessToken: string;
  readonly expiresAt: Epoch;
  readonly scopes: readonly string[];
  readonly refreshToken: string | null;
  /** null without `openid`. */
  readonly idToken: string | null;
  /** What the ID token says (OpenID Connect Core §2); `sub` names the person. */
  readonly claims: (Readonly<Record<string, unknown>> & { readonly sub: string }) | null;
};

/**
 * `state`: no answer to this request. `issuer`: another server's answer (RFC 9207 §2.4). `answer`: the answer is an error,
 * such as `access_denied`. `code`: it cannot be redeemed, because it is unknown, used, expired or another's. `nonce`: the
 * ID token is for another request; its tokens were ended.
 */
export type SignInFault = 'state' | 'issuer' | 'answer' | 'code' | 'nonce';

/** The sign-in failed; nothing of it may count. */
export class SignInFailed extends Error {
  override readonly name = 'SignInFailed';
  readonly fault: SignInFault;
  /** Of `answer` and `code`: the error code (RFC 6749 §4.1.2.1, §5.2). */
  readonly error: string | null;

  constructor(fault: SignInFault, error: string | null = null) {
    super(`the sign-in failed: ${error ?? fault}`);
    this.fault = fault;
    this.error = error;
  }
}

export type SignIn = {
  /**
   * A request with PKCE, `state` and `nonce` of its own (RFC 9700 §2.1.1). Nothing of it is kept here; what is wrong with
   * it, the server says where the browser is sent.
   */
  readonly authorizationUrl: (parameters: AuthorizationParameters) => AuthorizationRequest;
  /**
   * Takes the address to which the browser came back (its path and query are enough) with the checks of its session, and
   * redeems the code in process, for which no client secret is needed. Without checks it is no answer to any request.
   * Rejects with SignInFailed.
   */
  readonly exchangeCode: (
    callback: string | URL,
    checks: SignInChecks | null | undefined,
  ) => Promise<SignInTokens>;
};

type SignInWorld = { readonly engine: Pick<Engine, 'exchangeCode' | 'endToken'>; readonly issuer: string };

export function signInOf({ engine, issuer }: SignInWorld): SignIn {
  const random = createRandom();
  return {
    authorizationUrl(parameters) {
      const [state, nonce, codeVerifier] = [random.token(32), random.token(32), random.token(32)];
      const { client, redirectUri } = parameters;
      const checks: SignInChecks = { client, redirectUri, state, nonce, codeVerifier };
      return { url: addressOf(issuer, parameters, checks), checks };
    },
    async exchangeCode(callback, checks) {
      if (checks == null) throw new SignInFailed('state');
      const code = codeOf(callback, { checks, issuer });
      const { client, redirectUri, codeVerifier } = checks;
      const exchange = { clientId: clientId(client), code, redirectUri, codeVerifier };
      const answer = await engine.exchangeCode(exchange).catch((failure: unknown) => {
        throw failure instanceof OAuthError ? new SignInFailed('code', failure.code) : failure;
      });
      const tokens = tokensOf(answer);
      if (tokens.claims !== null && tokens.claims['nonce'] !== checks.nonce) {
        await engine.endToken(answer.refreshToken ?? answer.accessToken);
        throw new SignInFailed('nonce');
      }
      return tokens;
    },
  };
}

function addressOf(issuer: string, given: AuthorizationParameters, checks: SignInChecks): string {
  const url = new URL(issuer + endpoints.authorization.path);
  const { prompt, maxAge, loginHint, acrValues = [], uiLocales = [] } = given;
  const members: Readonly<Record<string, string | undefined>> = {
    response_type: 'code',
    client_id: given.client,
    redirect_uri: given.redirectUri,
    scope: given.scopes.join(' '),
    state: checks.state,
    nonce: checks.nonce,
    code_challenge: s256(checks.codeVerifier),
    code_challenge_method: 'S256',
    prompt,
    max_age: maxAge?.toString(),
    login_hint: loginHint,
    acr_values: acrValues.join(' '),
    ui_locales: uiLocales.join(' '),
  };
  for (const [name, value] of Object.entries(members)) if (value) url.searchParams.set(name, value);
  for (const resource of [given.resource ?? []].flat()) url.searchParams.append('resource', resource);
  return url.href;
}

type Expectation = { readonly checks: SignInChecks; readonly issuer: string };

/** The code of the answer, once it is sure that it answers this request and is this server's. */
function codeOf(callback: string | URL, { checks, issuer }: Expectation): string {
  // Frameworks on node:http hand on the path alone
  const { searchParams: answer } = new URL(callback, checks.redirectUri);
  // RFC 6749 §10.12
  if (!equalInConstantTime(only(answer, 'state') ?? '', checks.state)) throw new SignInFailed('state');
  if (only(answer, 'iss') !== issuer) throw new SignInFailed('issuer');
  if (answer.has('error')) throw new SignInFailed('answer', only(answer, 'error'));
  return only(answer, 'code') ?? '';
}

/** null: it is missing, or there are several. */
function only(answer: URLSearchParams, name: string): string | null {
  const [value, ...more] = answer.getAll(name);
  return value === undefined || more.length > 0 ? null : value;
}

const tokensOf = ({ accessToken, expiresAt, scope, refreshToken, idToken }: TokenAnswer): SignInTokens => ({
  ...{ accessToken, expiresAt, refreshToken, idToken },
  scopes: scope,
  // It came from the keys of this process, so nobody else can have signed it (OpenID Connect Core §3.1.3.7)
  claims: idToken === null ? null : claimsOf(idToken),
});

function claimsOf(idToken: string): NonNullable<SignInTokens['claims']> {
  const claims = readJsonObject(idToken.split('.')[1] ?? '');
  if (typeof claims?.['sub'] !== 'string') throw new Error('an ID token of ours cannot be read');
  return { ...claims, sub: claims['sub'] };
}
