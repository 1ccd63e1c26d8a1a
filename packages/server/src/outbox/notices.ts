/** What people are told of facts of the engine, in the commit of those (mail.md §2 refresh-token reuse, code replay). */

import type { Commit, Random } from '@grantor/engine';
import { secondOf } from '@grantor/protocol';
import type { MailMessageRow } from '../store/mail-messages.ts';
import { messageRow } from './outbox.ts';

const kinds = { refresh_reuse: 'refresh_reused', code_replay: 'code_replayed' } as const;

/**
 * The messages that stand or fall with the commit. Whose address it is, and whether they had enough messages, is looked
 * up when they leave, so that nothing is read in the commit.
 */
export const noticesOf =
  (random: Random) =>
  ({ facts, at }: Commit): readonly MailMessageRow[] =>
    facts.flatMap((fact) => {
      if (fact.kind !== 'family_revoked' || fact.cause === 'request') return [];
      const { userId, clientId } = fact;
      const second = secondOf(at);
      return [
        messageRow({
          ...{ id: random.token(16), kind: kinds[fact.cause], address: '', userId: null, languages: '' },
          ...{ facts: { username: '', at: second, userId, clientId }, at: second },
        }),
      ];
    });
