/**
 * Whose address it is that somebody typed, looked up when the message is to leave and never where it was asked for:
 * so asking takes as long for an address that nobody has (mail.md M-5).
 */

import { after, secondOf, sha256 } from '@grantor/protocol';
import { linkOf, type MailFacts, mailTurn, sealLabel } from '../outbox/message.ts';
import { storeMailLink } from '../store/mail-links.ts';
import {
  addressMessage,
  dropMessage,
  isOverPersonLimit,
  type MailMessageRow,
} from '../store/mail-messages.ts';
import { findUserByAddress, type User } from '../store/users.ts';
import type { MailSenderOptions } from './options.ts';

/** The message with its person and link; null: nobody is to get it, and it is gone. */
export async function addressTyped(
  row: MailMessageRow,
  { database, clock, random, sealer, audit }: MailSenderOptions,
): Promise<MailMessageRow | null> {
  const now = secondOf(clock.now());
  const link = linkOf('forgot_password');
  const token = random.token(32);
  const expiresAt = after(now, link?.life ?? 0);
  return audit.transaction(async (tx, record) => {
    const user = await findUserByAddress(tx, row.address);
    if (user === null || user.email === null || !mayReset(user)) {
      await dropMessage(tx, row.id);
      return null;
    }
    await database.dialect.takeTurn(tx, mailTurn(user.id));
    if (await isOverPersonLimit(tx, { userId: user.id, askedBy: 'stranger' }, now)) {
      await dropMessage(tx, row.id);
      const details = { kind: row.kind, cause: 'limit', attempts: 0 };
      const resource = { id: user.id, name: user.username };
      await record({ type: 'MAIL_NOT_SENT', actor: {}, resource, details, error: 'too many messages' }, null);
      return null;
    }
    const hash = sha256(token);
    await storeMailLink(tx, { hash, userId: user.id, purpose: 'password', address: user.email, expiresAt });
    const facts: MailFacts = { ...(JSON.parse(row.facts) as MailFacts), username: user.username };
    const addressed = {
      userId: user.id,
      // Not as typed: two spellings that we take for one may be two to the mail server
      address: user.email,
      facts: JSON.stringify(facts),
      sealedLink: sealer.seal(token, sealLabel(row.id)),
    };
    await addressMessage(tx, row.id, addressed);
    return {
      ...row,
      ...{ user_id: user.id, address: user.email, facts: addressed.facts, sealed_link: addressed.sealedLink },
    };
  });
}

/** Of local accounts, at an address that is known to be theirs (mail.md §2). */
const mayReset = (user: User): boolean =>
  user.authSource === 'local' && user.emailVerifiedAt !== null && user.disabledAt === null;
