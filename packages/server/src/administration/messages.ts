/** What administrators have sent, or sent again (mail.md M-2, M-9). */

import { secondOf, type UserId } from '@grantor/protocol';
import { sendAgain } from '../store/mail-messages.ts';
import { storePasswordLink } from '../store/password-links.ts';
import { findUser } from '../store/users.ts';
import { type Actor, type ChangePorts, change } from './change.ts';
import { postMail } from './mail.ts';
import { newPasswordLink } from './password-link.ts';
import type { PeoplePorts } from './people.ts';

/** Begins anew with a message that was given up; false: it was not, or is gone. */
export const retryMessage = async (ports: ChangePorts, actor: Actor, id: string): Promise<boolean> => {
  const isBegun = await change(ports, actor, async (tx, tell) => {
    const kind = await sendAgain(tx, id, secondOf(ports.now()));
    if (kind === null) return false;
    await tell({ type: 'MAIL_SENT_AGAIN', resource: { id }, details: { kind }, error: null });
    return true;
  });
  ports.outbox?.look();
  return isBegun;
};

export type InvitationOutcome = 'sent' | 'limited' | 'no_mail' | 'no_address' | 'has_password' | 'gone';

/** Another link to choose the first password; the one before does nothing any more (product.md U-1). */
export async function sendInvitation(
  ports: PeoplePorts,
  actor: Actor,
  id: UserId,
): Promise<InvitationOutcome> {
  const { outbox } = ports;
  if (outbox === null) return 'no_mail';
  return change(ports, actor, async (tx, tell): Promise<InvitationOutcome> => {
    const found = await findUser(tx, id);
    if (found === null || found.user.disabledAt !== null) return 'gone';
    const { user, passwordHash } = found;
    if (passwordHash !== null || user.authSource !== 'local') return 'has_password';
    if (user.email === null) return 'no_address';
    const { token, link } = newPasswordLink(ports, id, user.email);
    const message = { kind: 'invitation', to: user.email, user, secret: token } as const;
    const posted = await postMail({ outbox, tx, tell, at: secondOf(ports.now()) }, message);
    if (posted !== 'waits') return 'limited';
    await storePasswordLink(tx, link);
    return 'sent';
  });
}
