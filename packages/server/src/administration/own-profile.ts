/** What people change of their own record (product.md §12.2 `/account/profile`). */

import type { ClaimValues } from '@grantor/engine';
import type { UserId } from '@grantor/protocol';
import { saidClaims } from '../people/claims.ts';
import { editOwnRecord } from '../store/own-record.ts';
import { findUser, type User } from '../store/users.ts';
import { tellOfAddress } from './address.ts';
import { type Actor, change } from './change.ts';
import { differences, type PeoplePorts } from './people.ts';

export type OwnEdit = {
  readonly id: UserId;
  /** Of the record that was shown (product.md A-8). */
  readonly version: number;
  readonly email: string | null;
  readonly claims: ClaimValues;
};

/** `external`: another system keeps the record. */
export type OwnEditOutcome = 'edited' | 'stale' | 'email_taken' | 'external' | 'gone';

/** Overwrites what was shown, and nothing newer; another e-mail address is unverified, whatever stood there before. */
export const editOwnProfile = (ports: PeoplePorts, actor: Actor, edit: OwnEdit): Promise<OwnEditOutcome> =>
  onOwnRecord(ports, actor, { id: edit.id, edited: () => edit });

/** The language alone; nothing is lost where somebody else edits the record meanwhile: it is not set then. */
export const chooseOwnLanguage = (
  ports: PeoplePorts,
  actor: Actor,
  { id, language }: { readonly id: UserId; readonly language: string },
): Promise<OwnEditOutcome> =>
  onOwnRecord(ports, actor, {
    id,
    edited: ({ version, email, claims }) => {
      return { id, version, email, claims: { ...saidClaims(claims), locale: language } };
    },
  });

type Editing = { readonly id: UserId; readonly edited: (before: User) => OwnEdit };

function onOwnRecord(ports: PeoplePorts, actor: Actor, { id, edited }: Editing): Promise<OwnEditOutcome> {
  const at = ports.now();
  return change(ports, actor, async (tx, tell) => {
    const before = (await findUser(tx, id))?.user;
    if (before === undefined || before.disabledAt !== null) return 'gone';
    if (before.authSource !== 'local') return 'external';
    const edit = edited(before);
    const emailVerifiedAt = edit.email === before.email ? before.emailVerifiedAt : null;
    const fields = differences(before, { ...before, ...edit, emailVerifiedAt });
    if (fields.length === 0) return edit.version === before.version ? 'edited' : 'stale';
    const outcome = await editOwnRecord(tx, { ...edit, username: before.username, emailVerifiedAt, at });
    if (outcome !== 'edited') return outcome;
    const resource = { id: before.id, name: before.username };
    await tell({ type: 'USER_UPDATED', resource, details: { fields }, error: null });
    const { outbox } = ports;
    if (outbox !== null && edit.email !== before.email) {
      const made = {
        user: { ...before, claims: edit.claims },
        verifiedBefore: before.emailVerifiedAt === null ? null : before.email,
        address: edit.email,
        standing: 'unverified',
      } as const;
      await tellOfAddress(ports, { outbox, tx, tell }, { change: made, actor });
    }
    return outcome;
  });
}
