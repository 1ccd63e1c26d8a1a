/** Tells somebody that their account was signed in to from a browser that it does not know (mail.md §2). */

import { limitKey, secondOf } from '@grantor/protocol';
import { knownDevice } from '../accounts/cookies.ts';
import { change } from '../administration/change.ts';
import { postMail } from '../administration/mail.ts';
import { languagesOf } from '../http/locale.ts';
import type { Visit } from '../site/caller.ts';
import type { User } from '../store/users.ts';

/** Once a day and place at most; to a verified address alone. */
export async function tellOfNewBrowser({ exchange, caller, site }: Visit, user: User): Promise<void> {
  const { outbox } = site.accounts;
  if (outbox === null || user.email === null || user.emailVerifiedAt === null) return;
  const at = secondOf(site.now());
  if (knownDevice(site.signIn.deviceKey, caller.presented, { userId: user.id, now: at }) !== null) return;
  const { source } = exchange;
  const { email: to, id: userId, username } = user;
  await change(site.changes, { userId, username, source }, (tx, tell) =>
    postMail(
      { outbox, tx, tell, at },
      {
        ...{ kind: 'new_browser', to, user, languages: languagesOf(exchange) },
        facts: { from: source.address, userAgent: source.userAgent },
        topic: `new_browser ${limitKey(source.address)}`,
      },
    ),
  );
}
