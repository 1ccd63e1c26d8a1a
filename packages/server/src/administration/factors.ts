/** What is done to the second factors of a person, by themselves or by an administrator (product.md §5, U-5). */

import { secondOf, type UserId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import { type FactorRule, isFactorRequired } from '../accounts/sessions.ts';
import type { Schema } from '../database/schema.ts';
import type { NewPasskey } from '../factors/passkeys.ts';
import type { FactorKind } from '../factors/proofs.ts';
import { canGetIn, type ServedWays } from '../store/connections.ts';
import { spendChallenge } from '../store/factor-uses.ts';
import {
  deleteFactors,
  deletePasskey,
  deleteTotp,
  hasFactor,
  holdPerson,
  insertPasskey,
  type OwnPasskey,
  readFactors,
  renamePasskey,
  replaceRecoveryCodes,
  saveTotp,
} from '../store/factors.ts';
import { endEverySession } from '../store/writers/session.ts';
import { type Actor, type ChangePorts, change, type Tell } from './change.ts';
import { type Noticed, notice, type Teller } from './mail.ts';

/** Longest name of a passkey, in characters. */
export const longestPasskeyName = 64;
/** Passkeys one person may have. */
export const mostPasskeys = 20;

/** `first`: only for whoever has none, so that nobody adds theirs beside it on the way in; else the account's owner does it. */
export type Place = 'first' | 'further';

type Person = { readonly id: UserId; readonly username: string };

const factorEvent = (
  type: 'USER_FACTOR_ADDED' | 'USER_FACTOR_REMOVED',
  { id, username }: Person,
  kind: FactorKind,
): Parameters<Tell>[0] => ({ type, resource: { id, name: username }, details: { kind }, error: null });

type FactorNotice = 'factor_added' | 'factor_removed' | 'recovery_codes_made' | 'factors_reset';

/** Of what changes who can sign in, its owner is told at once (mail.md §2). */
const noticed = (
  ports: ChangePorts & Pick<Teller, 'tx' | 'tell'>,
  about: Omit<Noticed, 'at'>,
  kind: FactorNotice,
): Promise<void> => notice(ports, { ...about, at: secondOf(ports.now()) }, kind);

/** The app takes the place of an earlier one. `step`: of the code that proved it; spent. */
export const addTotp = (
  ports: ChangePorts,
  actor: Actor,
  added: {
    readonly owner: UserId;
    readonly sealedSecret: string;
    readonly step: number;
    readonly place: Place;
  },
): Promise<'added' | 'refused' | 'no_such_person'> =>
  change(ports, actor, async (tx, tell) => {
    const person = await holdPerson(tx, added.owner);
    if (person === null) return 'no_such_person';
    if (added.place === 'first' && hasFactor(await readFactors(tx, added.owner))) return 'refused';
    await saveTotp(tx, added.owner, { ...added, at: secondOf(ports.now()) });
    await tell(factorEvent('USER_FACTOR_ADDED', { id: added.owner, ...person }, 'totp'));
    await noticed(
      { ...ports, tx, tell },
      { owner: added.owner, actor, facts: { factor: 'totp' } },
      'factor_added',
    );
    return 'added';
  });

/** `refused`: the challenge was answered before, the passkey is somebody's already, or there are too many. */
export const addPasskey = (
  ports: ChangePorts,
  actor: Actor,
  {
    owner,
    name,
    made,
    place,
  }: {
    readonly owner: UserId;
    readonly name: string;
    readonly made: NewPasskey;
    readonly place: Place;
  },
): Promise<'added' | 'refused' | 'no_such_person'> =>
  change(ports, actor, async (tx, tell) => {
    const at = secondOf(ports.now());
    const person = await holdPerson(tx, owner);
    if (person === null) return 'no_such_person';
    const had = await readFactors(tx, owner);
    if (had.passkeys.length >= mostPasskeys || (place === 'first' && hasFactor(had))) return 'refused';
    if (!(await spendChallenge(tx, made.challenge, at))) return 'refused';
    const passkey = { ...made, userId: owner, name, createdAt: at, lastUsedAt: null };
    if (!(await insertPasskey(tx, passkey))) return 'refused';
    await tell(factorEvent('USER_FACTOR_ADDED', { id: owner, ...person }, 'passkey'));
    await noticed({ ...ports, tx, tell }, { owner, actor, facts: { factor: 'passkey' } }, 'factor_added');
    return 'added';
  });

export const nameFactor = (
  ports: ChangePorts,
  actor: Actor,
  { name, ...own }: OwnPasskey & { readonly name: string },
): Promise<'renamed' | 'no_such_factor'> =>
  change(ports, actor, async (tx, tell) => {
    if (!(await renamePasskey(tx, own, name))) return 'no_such_factor';
    const event = { type: 'USER_UPDATED', resource: { id: own.owner }, error: null } as const;
    await tell({ ...event, details: { fields: ['passkey_name'] } });
    return 'renamed';
  });

type Removed = { readonly owner: UserId } & (
  | { readonly kind: 'totp' }
  | { readonly kind: 'passkey'; readonly id: string }
);
export type Removal = Removed & {
  readonly rule: FactorRule;
  /** Of which one has to stay; `any`: none, as somebody else lets them in. */
  readonly ways: ServedWays | 'any';
};

export type RemovalOutcome = 'removed' | 'no_such_factor' | Kept;

/** `required`: it is the last one of somebody who needs one; `only_way`: nothing else lets them in (product.md F-6). */
type Kept = 'required' | 'only_way';

/** Where it is kept, nothing was removed. */
export async function removeFactor(
  ports: ChangePorts,
  actor: Actor,
  removal: Removal,
): Promise<RemovalOutcome> {
  try {
    return await change(ports, actor, async (tx, tell) => {
      const { owner, rule } = removal;
      // Two removals take turns, so that each sees what the other left
      const person = await holdPerson(tx, owner);
      if (person === null || !(await remove(tx, removal))) return 'no_such_factor';
      if (!hasFactor(await readFactors(tx, owner))) {
        if (isFactorRequired(rule, person.role)) throw new Refused('required');
        await replaceRecoveryCodes(tx, owner, []);
      }
      if (isWayIn(removal) && !(await canGetIn(tx, { owner, ways: removal.ways })))
        throw new Refused('only_way');
      await tell(factorEvent('USER_FACTOR_REMOVED', { id: owner, ...person }, removal.kind));
      const facts = { factor: removal.kind };
      await noticed({ ...ports, tx, tell }, { owner, actor, facts }, 'factor_removed');
      return 'removed';
    });
  } catch (refused) {
    if (refused instanceof Refused) return refused.why;
    throw refused;
  }
}

/** Takes back what the transaction removed. */
class Refused extends Error {
  readonly why: Kept;
  constructor(why: Kept) {
    super(why);
    this.why = why;
  }
}

/** An authenticator app lets nobody in, nor does a passkey where none is served. */
const isWayIn = (removal: Removal): removal is Removal & { readonly ways: ServedWays } =>
  removal.kind === 'passkey' && removal.ways !== 'any' && removal.ways.passkeys === 'served';

const remove = async (tx: Kysely<Schema>, removal: Removal): Promise<boolean> =>
  removal.kind === 'totp' ? deleteTotp(tx, removal.owner) : (await deletePasskey(tx, removal)) !== null;

/** New recovery codes, by what is stored of them; those before are no longer good. They are of use beside a factor only. */
export const setRecoveryCodes = (
  ports: ChangePorts,
  actor: Actor,
  { owner, hashes }: { readonly owner: UserId; readonly hashes: readonly string[] },
): Promise<'made' | 'no_factor'> =>
  change(ports, actor, async (tx, tell) => {
    const person = await holdPerson(tx, owner);
    if (person === null || !hasFactor(await readFactors(tx, owner))) return 'no_factor';
    await replaceRecoveryCodes(tx, owner, hashes);
    await tell(factorEvent('USER_FACTOR_ADDED', { id: owner, ...person }, 'recovery_code'));
    await noticed({ ...ports, tx, tell }, { owner, actor }, 'recovery_codes_made');
    return 'made';
  });

/** One second factor of somebody else, the last one too: whoever needs one sets it up at their next sign-in. */
export const removeFactorOf = async (
  ports: ChangePorts,
  actor: Actor,
  removal: Removed,
): Promise<'removed' | 'no_such_factor' | 'yourself'> => {
  if (removal.owner === actor.userId) return 'yourself';
  const outcome = await removeFactor(ports, actor, { ...removal, rule: 'none', ways: 'any' });
  return outcome === 'removed' ? 'removed' : 'no_such_factor';
};

/** All second factors of a person are gone, and every session ended (product.md U-5). */
export const resetFactors = (
  ports: ChangePorts,
  actor: Actor,
  owner: UserId,
): Promise<'reset' | 'yourself' | 'no_such_person'> =>
  change(ports, actor, async (tx, tell) => {
    if (owner === actor.userId) return 'yourself';
    const person = await holdPerson(tx, owner);
    if (person === null) return 'no_such_person';
    await deleteFactors(tx, owner);
    const at = ports.now();
    await endEverySession(tx, { user: owner, reason: 'admin', at, now: secondOf(at) });
    const resource = { id: owner, name: person.username };
    await tell({ type: 'USER_FACTORS_RESET', resource, details: {}, error: null });
    await noticed({ ...ports, tx, tell }, { owner, actor }, 'factors_reset');
    return 'reset';
  });
