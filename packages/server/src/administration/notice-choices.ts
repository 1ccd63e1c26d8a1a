/** Which notices people want (mail.md M-6). */

import type { UserId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { type NoticeChoice, noticeChoices } from '../outbox/message.ts';
import { readMailChoices, saveMailChoices } from '../store/mail-choices.ts';
import type { User } from '../store/users.ts';
import { type Actor, type ChangePorts, change } from './change.ts';

export type ChosenNotices = Readonly<Partial<Record<NoticeChoice, 'wanted' | 'unwanted'>>>;

const names = Object.keys(noticeChoices) as readonly NoticeChoice[];

/** What may be chosen by somebody of this role: what the server needs is for administrators. */
export const choosableNotices = (role: User['role']): readonly NoticeChoice[] =>
  names.filter((name) => name !== 'digest' || role === 'admin');

/** What holds for the person now. */
export async function chosenNotices(
  kysely: Kysely<Schema>,
  { id, role }: Pick<User, 'id' | 'role'>,
): Promise<ChosenNotices> {
  const chosen = await readMailChoices(kysely, id);
  return Object.fromEntries(
    choosableNotices(role).map((name) => [name, chosen.get(name) ?? noticeChoices[name]]),
  );
}

/** Told of in the audit log where it is another choice than before. */
export const chooseNotices = (
  ports: ChangePorts,
  actor: Actor,
  own: { readonly user: Pick<User, 'id' | 'username' | 'role'>; readonly choices: ChosenNotices },
): Promise<void> =>
  change(ports, actor, async (tx, tell) => {
    const { user, choices } = own;
    const before = await chosenNotices(tx, user);
    const changed = choosableNotices(user.role).filter((name) => choices[name] !== before[name]);
    if (changed.length === 0) return;
    const rows = changed.map((name): [string, 'wanted' | 'unwanted'] => [name, choices[name] ?? 'unwanted']);
    await saveMailChoices(tx, user.id as UserId, Object.fromEntries(rows));
    const resource = { id: user.id, name: user.username };
    const fields = changed.map((name) => `notice_${name}`);
    await tell({ type: 'USER_UPDATED', resource, details: { fields }, error: null });
  });
