/** One authorization request: what is sent, and what must come back (OAuth 2.1 §4.1, RFC 9207, RFC 8707). */

import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildAuthorizationUrlWithPAR,
  type Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { answerForged } from '../errors/sign-in.ts';
import { type Connection, protocolClient } from '../server/protocol-client.ts';
import { readTokenAnswer, type TokenAnswer } from '../server/token-answer.ts';
import { addWish, type Wish } from '../server/wish.ts';
import { clean } from '../untrusted/clean.ts';

export type AuthorizationRequest = {
  readonly url: URL;
  readonly redirectUri: string;
  readonly wish: Wish;
  readonly state: string;
  readonly nonce: string | null;
  readonly verifier: string;
};

/** Every value in it is new: PKCE S256, `state`, and `nonce` with `openid`. */
export async function prepareAuthorization(
  connection: Connection,
  wish: Wish,
  redirectUri: string,
): Promise<AuthorizationRequest> {
  const verifier = randomPKCECodeVerifier();
  const state = randomState();
  const nonce = wish.scopes.includes('openid') ? randomNonce() : null;
  const parameters = new URLSearchParams({
    redirect_uri: redirectUri,
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  if (nonce !== null) parameters.set('nonce', nonce);
  addWish(parameters, wish);
  if (wish.prompt.length > 0) parameters.set('prompt', wish.prompt.join(' '));
  const configuration = protocolClient(connection, 'once');
  const url = connection.metadata.require_pushed_authorization_requests
    ? await buildAuthorizationUrlWithPAR(configuration, parameters)
    : buildAuthorizationUrl(configuration, parameters);
  return { url, redirectUri, wish, state, nonce, verifier };
}

/**
 * Redeems the code of the answer. The answer must belong to the request: a foreign `state` or `iss` ends the sign-in
 * and nothing is exchanged (RFC 6749 §10.12, RFC 9207 §2.4).
 */
export async function redeemAnswer(
  connection: Connection,
  request: AuthorizationRequest,
  answer: URL,
): Promise<TokenAnswer> {
  checkBelonging(connection, request, answer.searchParams);
  const callback = new URL(request.redirectUri);
  callback.search = answer.search;
  const parameters = new URLSearchParams();
  addWish(parameters, { scopes: [], resources: request.wish.resources });
  const configuration = protocolClient(connection, 'code');
  keepRedirectUri(configuration, request.redirectUri);
  const tokens = await authorizationCodeGrant(
    configuration,
    callback,
    {
      pkceCodeVerifier: request.verifier,
      expectedState: request.state,
      ...(request.nonce === null ? {} : { expectedNonce: request.nonce }),
    },
    parameters,
  );
  return readTokenAnswer(tokens, request.wish.scopes);
}

function checkBelonging(
  { metadata }: Connection,
  { state }: AuthorizationRequest,
  parameters: URLSearchParams,
): void {
  if (parameters.get('state') !== state) {
    throw answerForged('Its state is not the one this sign-in began with.');
  }
  const issuer = parameters.get('iss');
  if (issuer === null && metadata.authorization_response_iss_parameter_supported === true) {
    throw answerForged(`It does not say that it comes from ${metadata.issuer}, as this server always does.`);
  }
  if (issuer !== null && issuer !== metadata.issuer) {
    throw answerForged(`It comes from ${clean(issuer)}, and the sign-in began at ${metadata.issuer}.`);
  }
}

/** The library rebuilds it from the answer and loses its query; it has to be the same text (RFC 6749 §4.1.3). */
function keepRedirectUri(configuration: Configuration, redirectUri: string): void {
  const send = configuration[customFetch];
  if (send === undefined) return;
  configuration[customFetch] = (url, options) => {
    if (options.body instanceof URLSearchParams && options.body.has('redirect_uri')) {
      options.body.set('redirect_uri', redirectUri);
    }
    return send(url, options);
  };
}
