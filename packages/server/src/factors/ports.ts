/**
 * factors/ owns second factors: what each is asked, whether an answer is right, and what may follow from it. Never
 * renders a page, and writes only through `store/`.
 */

import type { Random } from '@grantor/engine';
import type { Hash } from '@grantor/protocol';
import type { Database } from '../database/database.ts';
import type { Sealer } from '../keys/key-table.ts';
import type { PasskeyWorld, RelyingParty } from './passkeys.ts';

export type FactorPorts = {
  readonly database: Database;
  readonly random: Random;
  readonly sealer: Sealer;
  /** Of recovery codes; the current one first. */
  readonly recoveryKeys: readonly Uint8Array[];
  /** Of challenges. */
  readonly challengeKey: Uint8Array;
  /** What apps call this server. */
  readonly siteName: string;
  /** null: this server's address cannot have passkeys. */
  readonly party: RelyingParty | null;
};

/** What a passkey is asked for, by whom; null: there are none here. */
export const passkeyWorld = (
  { party, challengeKey, random }: FactorPorts,
  asked: { readonly browser: Hash; readonly purpose: string; readonly now: PasskeyWorld['now'] },
): PasskeyWorld | null => (party === null ? null : { ...asked, party, random, key: challengeKey });
