/** Whether there is anything to sign in for: a sign-in that still works is left alone (cli.md §2, §4). */

import type { Invocation } from '../command-line/command.ts';
import { Failure } from '../errors/failure.ts';
import { isSameAddress } from '../server/address.ts';
import type { SignIn } from '../store/document.ts';
import { type Sought, wholeGrant } from '../store/sign-ins.ts';
import type { Keeper } from '../tokens/keeper.ts';
import { type Obtained, obtainToken } from '../tokens/obtain.ts';
import { scopesAsked } from './wish.ts';

/** Seconds a token has to be good for. */
const minTtl = 60;

/** A valid token of the sign-in, refreshed if need be; null when signing in again is the way. */
export async function standingSignIn(
  invocation: Invocation,
  place: Sought,
  keeper: Keeper,
): Promise<Obtained | null> {
  const kept = await keeper.read();
  if (kept === null || !isFor(kept.signIn, place) || !covers(kept.signIn, invocation)) return null;
  return tokenUnlessEnded(invocation, place.address, keeper);
}

/** A valid token of a sign-in that is there; null when signing in again is the way, which is said. */
export async function tokenUnlessEnded(
  invocation: Invocation,
  address: string,
  keeper: Keeper,
): Promise<Obtained | null> {
  try {
    return await obtainToken(invocation, { address, keeper, key: wholeGrant, minTtl });
  } catch (error) {
    if (!(error instanceof Failure) || !isCured(error)) throw error;
    invocation.output.say(`${error.message} Signing in again.`);
    return null;
  }
}

/** A new sign-in helps: the old one has ended, or its client is gone. */
const isCured = ({ ending, technical }: Failure): boolean =>
  ending === 'sign_in_needed' || technical.code === 'invalid_client';

/**
 * Whether it is for what is signed in to now. A server's own name means the server, though a sign-in for an API of it
 * may have been asked for by that name, too.
 */
const isFor = (signIn: SignIn, { address, resources }: Sought): boolean =>
  resources.length > 0 || signIn.resources.length === 0 || !isSameAddress(signIn.issuer, address);

/** Whether the sign-in has what is asked for now. */
function covers(signIn: SignIn, { given, settings }: Invocation): boolean {
  const scopes = given.has('scope') ? (scopesAsked({ given, settings }) ?? []) : [];
  const knowsScopes = signIn.grantedScopes.length > 0;
  const hasScopes = !knowsScopes || scopes.every((scope) => signIn.grantedScopes.includes(scope));
  const hasResources = given
    .all('resource')
    .every((resource) => signIn.resources.some((one) => isSameAddress(one, resource)));
  return hasScopes && hasResources;
}
