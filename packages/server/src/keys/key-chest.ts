import type { Epoch } from '@grantor/protocol';
import type { Database } from '../database/database.ts';
import type { KeySetName } from '../database/schema.ts';
import { Refusal } from '../refusal/refusal.ts';
import { generateKey, type KeyAlgorithm } from './key-algorithm.ts';
import {
  changeKeys,
  deleteKeys,
  insertKey,
  type KeyTransactions,
  keepSigning,
  lifeOf,
  markRemoved,
  moveActivation,
  type NewKey,
  openKey,
  readKeys,
  type Sealer,
  type SigningKeyRow,
} from './key-table.ts';
import {
  decideRotation,
  decideSuccessor,
  type KeyToCreate,
  newestActivation,
  type RotationRule,
} from './rotation.ts';
import {
  type KeyLife,
  type KeyMaterial,
  keyMaterial,
  type ServerKey,
  signerOf,
  standingOf,
} from './server-key.ts';

/** What happened to a key, told by the one machine that did it. */
export type KeyEvent = {
  readonly kind: 'created' | 'rotated' | 'imported' | 'removed';
  readonly kid: string;
  readonly alg: KeyAlgorithm;
};

/** The operator's key cannot be used; the message says why. */
export class UnusableKey extends Refusal {
  override readonly name = 'UnusableKey';
}

/** What a rotation by hand came to; `signsFrom` is when the successor begins. */
export type Rotation =
  | { readonly kind: 'published' | 'on_its_way'; readonly signsFrom: Epoch }
  /** The operator's key signs; another one is brought the same way. */
  | { readonly kind: 'pinned' };

/** `last`: nothing else of its algorithm signs or is about to. */
export type Removal = 'removed' | 'unknown' | 'last';

/** A change by an administrator: made, and told of, in one transaction (operations.md D-2). */
export type KeyChange = KeyTransactions & {
  /** Called in the transaction. */
  readonly tell: (event: KeyEvent) => Promise<void>;
  /** What becomes of a removal that leaves no key of the algorithm. */
  readonly last: 'replace' | 'refuse';
};

export type KeyChestOptions = {
  readonly database: Database;
  readonly sealer: Sealer;
  /** The keys it holds; those of other sets it neither sees nor changes. */
  readonly set: KeySetName;
  /** What becomes of keys whose time is over; absent: they are forgotten. */
  readonly past?: 'kept';
  readonly rule: RotationRule;
  /** In seconds. */
  readonly longestToken: number;
  readonly onChange: (event: KeyEvent) => void;
};

/** The keys as the database has them, and the changes to them; every machine sees the same. */
export type KeyChest = {
  /** Creates what is due, forgets what is past, and answers with the keys as they then are. */
  upkeep(now: Epoch): Promise<readonly ServerKey[]>;
  reload(): Promise<readonly ServerKey[]>;
  /** Makes the operator's key the one that signs (`JWT_PRIVATE_KEY_*`). Rejects if it was removed before. */
  adopt(material: KeyMaterial, now: Epoch): Promise<void>;
  rotate(alg: KeyAlgorithm, now: Epoch, byHand?: KeyChange): Promise<Rotation>;
  remove(kid: string, now: Epoch, byHand?: KeyChange): Promise<Removal>;
};

export function createKeyChest(options: KeyChestOptions): KeyChest {
  const { database, sealer, set, past: pastKeys, rule, longestToken, onChange } = options;
  let opened: ReadonlyMap<string, ServerKey> = new Map();

  const open = (rows: readonly SigningKeyRow[]): readonly ServerKey[] => {
    const keys = rows.flatMap((row): readonly ServerKey[] => {
      const life = lifeOf(row);
      if (life === null) return [];
      const known = opened.get(life.kid);
      return [known === undefined ? openKey(row, life, sealer) : { ...known, ...life }];
    });
    opened = new Map(keys.map((key) => [key.kid, key]));
    return keys;
  };

  const lives = (rows: readonly SigningKeyRow[]): readonly KeyLife[] =>
    rows.map(lifeOf).filter((life) => life !== null);

  // Made before the lock is taken: an RSA key takes longer than a transaction should
  const create = async (
    decide: (keys: readonly KeyLife[]) => readonly KeyToCreate[],
    now: Epoch,
    byHand?: KeyChange,
  ): Promise<'created' | 'nothing'> => {
    const wanted = decide(lives(await readKeys(database, set)));
    if (wanted.length === 0) return 'nothing';
    const made = new Map(await Promise.all(wanted.map(({ alg }) => materialFor(alg))));
    const events = await changeKeys(byHand ?? database, set, async (tx, rows) => {
      const events: KeyEvent[] = [];
      for (const { alg, activatesAt } of decide(lives(rows))) {
        const material = made.get(alg);
        if (material === undefined) continue;
        const key: NewKey = { ...material, set, createdAt: now, activatesAt };
        await insertKey(tx, key, sealer);
        const first = lives(rows).every((life) => life.alg !== alg);
        const event = { kind: first ? 'created' : 'rotated', kid: key.kid, alg } as const;
        await byHand?.tell(event);
        events.push(event);
      }
      return events;
    });
    if (byHand === undefined) events.forEach(onChange);
    return events.length === 0 ? 'nothing' : 'created';
  };

  /** The rows that are still of use; the others are deleted. */
  const forget = async (rows: readonly SigningKeyRow[], now: Epoch): Promise<readonly SigningKeyRow[]> => {
    // A removed key is remembered, so that the operator's cannot come back by a restart
    const past = lives(rows).filter(
      (life) => life.removedAt === null && standingOf(life, now, longestToken) === 'gone',
    );
    if (past.length === 0 || pastKeys === 'kept') return rows;
    const kids = past.map((life) => life.kid);
    await changeKeys(database, set, (tx) => deleteKeys(tx, kids));
    return rows.filter((row) => !kids.includes(row.kid));
  };

  return {
    async upkeep(now) {
      await create((keys) => decideRotation(keys, rule, now), now);
      return open(await forget(await readKeys(database, set), now));
    },
    reload: async () => open(await readKeys(database, set)),
    adopt: async (material, now) => {
      const changed = await changeKeys(database, set, (tx, rows) =>
        adoptKey(tx, rows, { material, set, sealer, now }),
      );
      if (changed) onChange({ kind: 'imported', kid: material.kid, alg: material.alg });
    },
    async rotate(alg, now, byHand) {
      if (rule.pinned === alg) return { kind: 'pinned' };
      const outcome = await create(
        (keys) => {
          const successor = decideSuccessor(keys, alg, now);
          return successor === null ? [] : [successor];
        },
        now,
        byHand,
      );
      const signsFrom = newestActivation(lives(await readKeys(database, set)), alg);
      return { kind: outcome === 'created' ? 'published' : 'on_its_way', signsFrom };
    },
    async remove(kid, now, byHand) {
      const found = lives(await readKeys(database, set)).find((life) => life.kid === kid);
      if (found === undefined || found.removedAt !== null) return 'unknown';
      const [, spare] = await materialFor(found.alg);
      const event = { kind: 'removed', kid, alg: found.alg } as const;
      const outcome = await changeKeys(byHand ?? database, set, async (tx, rows): Promise<Removal> => {
        const removable = lives(rows).find((life) => life.kid === kid);
        if (removable === undefined || removable.removedAt !== null) return 'unknown';
        const left = lives(rows).filter((life) => life.kid !== kid);
        if (byHand?.last === 'refuse' && !hasSigner(left, found.alg, now)) return 'last';
        await markRemoved(tx, kid, now);
        const insertSpare = () => insertKey(tx, { ...spare, set, createdAt: now, activatesAt: now }, sealer);
        await replaceSigner(tx, left, { alg: found.alg, set, now, insertSpare });
        await byHand?.tell(event);
        return 'removed';
      });
      if (outcome === 'removed' && byHand === undefined) onChange(event);
      return outcome;
    },
  };
}

/** One that signs, or that a removal lets sign at once. */
const hasSigner = (keys: readonly KeyLife[], alg: KeyAlgorithm, now: Epoch): boolean =>
  keys.some((life) => life.alg === alg && ['next', 'active'].includes(standingOf(life, now, 0)));

type KeyTransaction = Parameters<Parameters<typeof changeKeys>[2]>[0];

type Adoption = {
  readonly material: KeyMaterial;
  readonly set: KeySetName;
  readonly sealer: Sealer;
  readonly now: Epoch;
};

async function adoptKey(
  tx: KeyTransaction,
  rows: readonly SigningKeyRow[],
  { material, set, sealer, now }: Adoption,
): Promise<boolean> {
  const known = rows.find((row) => row.kid === material.kid);
  if (known?.removed_at != null)
    throw new UnusableKey(`the signing key ${material.kid} was removed for good`);
  if (known === undefined) {
    await insertKey(tx, { ...material, set, createdAt: now, activatesAt: now }, sealer);
    return true;
  }
  // Where it begins later than now, another machine has just adopted it, whose clock is ahead
  if (known.retires_at === null) return false;
  await moveActivation(tx, { ...material, set }, now);
  return true;
}

type Replacement = {
  readonly alg: KeyAlgorithm;
  readonly set: KeySetName;
  readonly now: Epoch;
  readonly insertSpare: () => Promise<void>;
};

/** After a removal: the signer goes on, or the published successor begins at once, or the spare does. */
async function replaceSigner(
  tx: KeyTransaction,
  left: readonly KeyLife[],
  { alg, set, now, insertSpare }: Replacement,
): Promise<void> {
  const next = left.find((life) => life.alg === alg && standingOf(life, now, 0) === 'next');
  const signer = signerOf(left, alg, now);
  if (signer !== null && next === undefined) await keepSigning(tx, signer.kid);
  if (signer !== null) return;
  if (next === undefined) await insertSpare();
  else await moveActivation(tx, { ...next, set }, now);
}

const materialFor = async (alg: KeyAlgorithm): Promise<[KeyAlgorithm, KeyMaterial]> => [
  alg,
  keyMaterial(await generateKey(alg), alg),
];
