/** Whether there is anything to sign in for: a sign-in that still works is left alone (cli.md §2, §4). */

import type { Invocation } from '../command-line/command.ts';
import { Failure } from '../errors/failure.ts';
import { isSameAddress } from '../server/address.ts';
import type { SignIn } from '../store/document.ts';
import { wholeGrant } from '../store/sign-ins.ts';
import type { Keeper } from '../tokens/keeper.ts';
import { type Obtained, obtainToken } from '../tokens/obtain.ts';
import { scopesAsked } from './wish.ts';

/** Seconds a token has to be good for. */
const minTtl = 60;

/** A valid token of the sign-in, refreshed if need be; null when signing in again is the way. */
export async function standingSignIn(
  invocation: Invocation,
  address: string,
  keeper: Keeper,
): Promise<Obtained | null> {
  const kept = await keeper.read();
  if (kept === null || !covers(kept.signIn, invocation)) return null;
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
