import type { Outgoing } from '../http/message.ts';
import { type Page, showRefusal } from '../http/page.ts';
import { missing } from '../http/status.ts';
import { pageContext, type Visit } from '../site/caller.ts';

/** A link of a message that does nothing: the answer is the same for used, expired and unknown ones (mail.md §2). */
export const showUnusableLink = (visit: Visit, render: Page['render']): Outgoing =>
  showRefusal(
    { status: missing, why: 'the link is used, expired or unknown' },
    { render },
    pageContext(visit),
  );
