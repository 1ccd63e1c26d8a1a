/** Types of authorization details, as administrators register them (product.md §12.3 /admin/policies). */

import type { DetailsType } from '@grantor/engine';
import { secondOf, sha256 } from '@grantor/protocol';
import {
  holdDetailsType,
  insertDetailsType,
  removeDetailsType,
  rewriteDetailsType,
} from '../store/details-types.ts';
import type { AuditEvent } from '../telemetry/audit-row.ts';
import { type Actor, type ChangePorts, change } from './change.ts';

export type DetailsTypePorts = ChangePorts & { readonly forgetDetailsTypes: () => Promise<void> };

export type DetailsTypeOutcome =
  | { readonly kind: 'done' }
  /** The id is in use. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'gone' };

const told = (
  { id, title }: DetailsType,
  fields: readonly string[],
): Omit<AuditEvent<'POLICY_CHANGED'>, 'actor'> => ({
  type: 'POLICY_CHANGED',
  resource: { id, name: title.text },
  details: { fields },
  error: null,
});

async function changing<Outcome>(
  ports: DetailsTypePorts,
  actor: Actor,
  work: Parameters<typeof change<Outcome>>[2],
): Promise<Outcome> {
  const outcome = await change(ports, actor, work);
  await ports.forgetDetailsTypes();
  return outcome;
}

/** Registers the type; `taken`: its id is. */
export const createDetailsType = (
  ports: DetailsTypePorts,
  actor: Actor,
  type: DetailsType,
): Promise<DetailsTypeOutcome> =>
  changing(ports, actor, async (tx, tell) => {
    if (!(await insertDetailsType(tx, type, secondOf(ports.now())))) return { kind: 'taken' };
    await tell(told(type, Object.keys(type)));
    return { kind: 'done' };
  });

/** Names what a type is now: another one once anything of it is another. */
export const detailsTypeVersion = (type: DetailsType): string => sha256(JSON.stringify(type)).slice(0, 22);

/** All of it anew; what was granted and is not let in any more is gone with the next token (protocol.md IN-6). `seen`: what it has to be still. */
export const editDetailsType = (
  ports: DetailsTypePorts,
  actor: Actor,
  { type, seen }: { readonly type: DetailsType; readonly seen: string },
): Promise<DetailsTypeOutcome | { readonly kind: 'stale' }> =>
  changing(ports, actor, async (tx, tell) => {
    const stored = await holdDetailsType(tx, type.id);
    if (stored === null) return { kind: 'gone' };
    if (seen !== detailsTypeVersion(stored)) return { kind: 'stale' };
    const fields = (Object.keys(type) as (keyof DetailsType)[]).filter(
      (field) => JSON.stringify(type[field]) !== JSON.stringify(stored[field]),
    );
    await rewriteDetailsType(tx, type, secondOf(ports.now()));
    if (fields.length > 0) await tell(told(type, fields));
    return { kind: 'done' };
  });

/** Whatever was granted of it is gone with the next token (protocol.md IN-6). */
export const deleteDetailsType = (
  ports: DetailsTypePorts,
  actor: Actor,
  id: string,
): Promise<DetailsTypeOutcome> =>
  changing(ports, actor, async (tx, tell) => {
    const stored = await holdDetailsType(tx, id);
    if (stored === null) return { kind: 'gone' };
    await removeDetailsType(tx, id);
    await tell(told(stored, ['deleted']));
    return { kind: 'done' };
  });
