/** A valid access token, refreshed when it is about to end (cli.md §3). Refreshes under the lock of its place only. */

import { refreshTokenGrant } from 'openid-client';
import type { Invocation } from '../command-line/command.ts';
import { Failure } from '../errors/failure.ts';
import { notSignedIn, ranOut, scopeNotGranted } from '../errors/sign-in.ts';
import { discover } from '../server/discover.ts';
import { type Connection, protocolClient } from '../server/protocol-client.ts';
import { doingOf, protocolFailure, refusalIn } from '../server/protocol-failure.ts';
import { readTokenAnswer, type TokenAnswer } from '../server/token-answer.ts';
import { addWish } from '../server/wish.ts';
import type { CachedToken, SignIn } from '../store/document.ts';
import { StoreNotWritable } from '../store/not-writable.ts';
import { findToken, secondsLeft, type TokenKey, withAnswer } from '../store/sign-ins.ts';
import type { HeldSignIn, Keeper, Kept } from './keeper.ts';

export type TokenNeed = {
  /** As the person names it. */
  readonly address: string;
  readonly keeper: Keeper;
  readonly key: TokenKey;
  /** Seconds the token has to be good for. */
  readonly minTtl: number;
  /** Other sign-ins of the server, which somebody may have meant. */
  readonly others?: readonly string[];
};

const missing = ({ address, others = [] }: TokenNeed): Failure => notSignedIn(address, { others });

export type Obtained = {
  readonly token: CachedToken;
  readonly signIn: SignIn;
  /** `old`: a new one was not to be had, which was said. */
  readonly origin: 'kept' | 'renewed' | 'old';
};

type Frame = Pick<Invocation, 'world' | 'output' | 'http' | 'settings'>;

/**
 * Of any number of processes that ask at once, one refreshes. The rotated refresh token is on disk when this
 * resolves. Rejects with `sign_in_needed` when the sign-in has ended, which is then forgotten.
 */
export async function obtainToken(frame: Frame, need: TokenNeed): Promise<Obtained> {
  const kept = await need.keeper.read();
  if (kept === null) throw missing(need);
  checkScopes(kept.signIn, need);
  const usable = tokenIn(kept, need, frame);
  if (usable !== null) return usable;
  try {
    return await need.keeper.locked((held) => refreshHeld(frame, need, held));
  } catch (error) {
    return fallBack(error, frame, need);
  }
}

/** Not even asked for: a refresh never widens (RFC 6749 §6). */
function checkScopes({ grantedScopes }: SignIn, { key, address }: TokenNeed): void {
  if (grantedScopes.length === 0) return;
  const missing = key.scopes.filter((scope) => !grantedScopes.includes(scope));
  if (missing.length > 0) throw scopeNotGranted(address, missing, grantedScopes);
}

function tokenIn({ signIn }: Kept, { key, minTtl }: TokenNeed, { world }: Frame): Obtained | null {
  const token = findToken(signIn, key);
  if (token === undefined || secondsLeft(token, world.now()) <= attainable(minTtl, token)) return null;
  return { token, signIn, origin: 'kept' };
}

/** A token that would not be good for longer if it were new is not renewed with every call. */
const attainable = (minTtl: number, { lifetime = Number.POSITIVE_INFINITY }: CachedToken): number =>
  minTtl < lifetime ? minTtl : lifetime * 0.8;

async function refreshHeld(frame: Frame, need: TokenNeed, held: HeldSignIn): Promise<Obtained> {
  const { kept } = held;
  if (kept === null) throw missing(need);
  const usable = tokenIn(kept, need, frame); // another process was faster
  if (usable !== null) return usable;
  if (kept.signIn.refreshToken === undefined) throw ranOut(need.address);
  const answer = await refresh(frame, need, kept).catch(async (error: unknown) => {
    if (refusalIn(error)?.code === 'invalid_grant') await held.forget();
    throw error;
  });
  const signIn = withAnswer(kept.signIn, need.key, answer);
  await held.save(signIn); // before anybody sees the new access token
  const token = findToken(signIn, need.key);
  if (token === undefined) throw new Error('the answer was not kept');
  return { token, signIn, origin: 'renewed' };
}

async function refresh(frame: Frame, need: TokenNeed, { signIn, client }: Kept): Promise<TokenAnswer> {
  const { http, settings } = frame;
  const { metadata } = await discover(signIn.issuer, { http, allowsHttp: settings.allowsHttp });
  const connection: Connection = { metadata, client, http };
  const parameters = new URLSearchParams();
  addWish(parameters, need.key);
  try {
    const configuration = protocolClient(connection, 'refresh');
    const tokens = await refreshTokenGrant(configuration, signIn.refreshToken ?? '', parameters);
    const asked = need.key.scopes.length > 0 ? need.key.scopes : signIn.grantedScopes;
    return readTokenAnswer(tokens, asked);
  } catch (error) {
    throw protocolFailure(error, doingOf(connection, { server: need.address, ...need.key }));
  }
}

/** A token that is still good is better than none, as long as nothing better can be had (cli.md §3). */
async function fallBack(error: unknown, frame: Frame, need: TokenNeed): Promise<Obtained> {
  const isTemporary =
    error instanceof Failure &&
    (error.ending === 'unavailable' || error.ending === 'failed' || error instanceof StoreNotWritable);
  if (!isTemporary) throw error;
  const kept = await need.keeper.read();
  const last = kept === null ? null : tokenIn(kept, { ...need, minTtl: 0 }, frame);
  if (last === null) throw error instanceof StoreNotWritable ? unkeepable(error) : error;
  frame.output.warn(`${error.message} The token printed is the old one, and ends soon.`);
  return { ...last, origin: 'old' };
}

const unkeepable = (cause: StoreNotWritable): Failure =>
  new Failure('failed', {
    what: cause.message,
    why: [
      ...cause.why,
      'The token has expired, and the refresh token that replaces this one could not be kept.',
    ],
    remedy: cause.remedy,
    technical: cause.technical,
    cause,
  });
