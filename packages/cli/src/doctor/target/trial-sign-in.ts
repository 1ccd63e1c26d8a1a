/** One whole sign-in with `--login`: tokens, their use, a refresh, revocation, and a refresh that must fail. Keeps nothing. */

import { refreshTokenGrant, tokenRevocation } from 'openid-client';
import type { Invocation } from '../../command-line/command.ts';
import { type Failure, failureIn } from '../../errors/failure.ts';
import { signIn } from '../../flows/sign-in.ts';
import { wishFor } from '../../login/wish.ts';
import { asFailure } from '../../output/present-failure.ts';
import { discover } from '../../server/discover.ts';
import { type Connection, protocolClient } from '../../server/protocol-client.ts';
import { doingOf, protocolFailure } from '../../server/protocol-failure.ts';
import { readTokenAnswer, type TokenAnswer } from '../../server/token-answer.ts';
import { addWish, type Wish } from '../../server/wish.ts';
import type { StoredClient } from '../../store/document.ts';
import { openStore } from '../../store/token-store.ts';
import type { Answer, Ask } from './ask.ts';
import type { Ledger } from './registration.ts';

export type TrialSignIn =
  | { readonly kind: 'failed'; readonly failure: Failure }
  | {
      readonly kind: 'signed_in';
      readonly tokens: TokenAnswer;
      /** What the resource said to the token; null without a resource. */
      readonly use: Answer | null;
      /** Null when there was no refresh token. */
      readonly refreshed: TokenAnswer | Failure | null;
      readonly revoked: 'done' | 'not_offered' | Failure;
      /** The refresh after the revocation; null where there was nothing to try. */
      readonly afterwards: 'refused' | 'accepted' | Failure | null;
    };

export type TrialPlace = {
  readonly address: string;
  /** Where the token is tried; null for an authorization server alone. */
  readonly resource: { readonly url: string } | null;
  readonly ask: Ask;
  readonly ledger: Ledger;
};

/** Rejects when the person stops it; everything else that goes wrong is a finding. */
export async function trySignIn(
  invocation: Invocation,
  { address, resource, ask, ledger }: TrialPlace,
): Promise<TrialSignIn> {
  const { http, settings } = invocation;
  try {
    const server = await discover(address, { http, allowsHttp: settings.allowsHttp });
    const document = await openStore(invocation).read();
    const wish = wishFor(invocation, server);
    const keepClient = async ({
      clientId,
      registrationUri,
      registrationToken,
    }: StoredClient): Promise<void> =>
      ledger.note(clientId, { uri: registrationUri, token: registrationToken });
    const { tokens, client } = await signIn(invocation, { server, document, wish, keepClient });
    const connection: Connection = { metadata: server.metadata, client: client.identity, http };
    const use = resource === null ? null : await ask(withToken(resource.url, tokens.accessToken));
    return { kind: 'signed_in', tokens, use, ...(await endTokens(connection, tokens, wish)) };
  } catch (error) {
    const failure = failureIn(error) ?? asFailure(error);
    if (failure.ending === 'interrupted') throw failure;
    return { kind: 'failed', failure };
  }
}

const withToken = (url: string, token: string) => ({
  url,
  headers: { accept: 'application/json, text/event-stream', authorization: `Bearer ${token}` },
});

type Ending = Pick<Extract<TrialSignIn, { kind: 'signed_in' }>, 'refreshed' | 'revoked' | 'afterwards'>;

async function endTokens(connection: Connection, tokens: TokenAnswer, wish: Wish): Promise<Ending> {
  const refreshed =
    tokens.refreshToken === undefined ? null : await refresh(connection, tokens.refreshToken, wish);
  const isRenewed = refreshed !== null && !(refreshed instanceof Error);
  const current = isRenewed ? { ...tokens, ...refreshed } : tokens;
  const revoked = await revoke(connection, current);
  const mayTry = revoked === 'done' && isRenewed && current.refreshToken !== undefined;
  return { refreshed, revoked, afterwards: mayTry ? await refreshAgain(connection, current, wish) : null };
}

async function refresh(connection: Connection, token: string, wish: Wish): Promise<TokenAnswer | Failure> {
  const parameters = new URLSearchParams();
  addWish(parameters, { scopes: [], resources: wish.resources });
  try {
    const response = await refreshTokenGrant(protocolClient(connection, 'refresh'), token, parameters);
    return readTokenAnswer(response, wish.scopes);
  } catch (error) {
    return failureOf(error, connection);
  }
}

/** The refresh token first, which ends the access tokens at most servers (RFC 7009 §2.1). */
async function revoke(connection: Connection, tokens: TokenAnswer): Promise<Ending['revoked']> {
  if (connection.metadata.revocation_endpoint === undefined) return 'not_offered';
  try {
    for (const token of [tokens.refreshToken, tokens.accessToken]) {
      if (token !== undefined) await tokenRevocation(protocolClient(connection, 'idempotent'), token);
    }
    return 'done';
  } catch (error) {
    return failureOf(error, connection);
  }
}

async function refreshAgain(
  connection: Connection,
  { refreshToken = '' }: TokenAnswer,
  wish: Wish,
): Promise<'refused' | 'accepted' | Failure> {
  const answer = await refresh(connection, refreshToken, wish);
  if (answer instanceof Error) return answer.technical.status === undefined ? answer : 'refused';
  await revoke(connection, answer);
  return 'accepted';
}

function failureOf(error: unknown, connection: Connection): Failure {
  const failure = protocolFailure(error, doingOf(connection, { server: connection.metadata.issuer }));
  if (failure.ending === 'interrupted') throw failure;
  return failure;
}
