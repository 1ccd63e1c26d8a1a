/**
 * What a passkey is asked to sign: random, bound to a browser and a purpose, good for five minutes, and spent by its
 * use (product.md F-4). Nothing is stored until then, so nobody can fill a table by looking at the sign-in page.
 */

import type { Random } from '@grantor/engine';
import { type Epoch, epoch, equalInConstantTime, type Hash, hmacSha256, sha256 } from '@grantor/protocol';

/** Seconds. */
const lifetime = 5 * 60;
const randomBytes = 32;

export type ChallengeContext = {
  readonly key: Uint8Array;
  readonly browser: Hash;
  /** What the answer is for, and of whom. */
  readonly purpose: string;
};

export const newChallenge = (context: ChallengeContext, random: Random, now: Epoch): string => {
  const body = `${random.token(randomBytes)}.${now + lifetime}`;
  return `${body}.${markOf(context, body)}`;
};

/** The challenge as it is spent; null: not ours, of another browser or purpose, or too old. */
export function readChallenge(
  context: ChallengeContext,
  challenge: string,
  now: Epoch,
): { readonly hash: Hash; readonly until: Epoch } | null {
  const end = challenge.lastIndexOf('.');
  const body = challenge.slice(0, end);
  if (end < 0 || !equalInConstantTime(challenge.slice(end + 1), markOf(context, body))) return null;
  const until = epoch(Number(body.split('.')[1]));
  return until > now ? { hash: sha256(challenge), until } : null;
}

const markOf = ({ key, browser, purpose }: ChallengeContext, body: string): string =>
  hmacSha256(key, `challenge\n${browser}\n${purpose}\n${body}`);
