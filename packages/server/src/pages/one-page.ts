import { undo, warning } from './consent.ts';
import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import { accessList, type RequestedAccess } from './parts/access.ts';
import { type ClientIdentity, clientBand, clientLinks, returnName } from './parts/client.ts';
import { hiddenFields } from './parts/form.ts';
import { type Again, againNotice } from './parts/notice.ts';
import { allowOrDeny, decisionPath, signInFields } from './parts/one-form.ts';
import { textIn } from './text/catalogue.ts';

export type OnePageModel = {
  readonly client: ClientIdentity;
  /** What anybody would be asked who signs in here. */
  readonly access: RequestedAccess;
  /** The request, and the digest of all that is shown. */
  readonly ticket: string;
  readonly loginId: string;
  readonly again?: Again;
};

/**
 * Who asks for what, and who signs in to allow it, on one page and in one form, which whoever wrote for such a server
 * finds by its fields; posts to `/api/authorization/decision`. federation-vci-authlete.md ATL-9
 */
export function onePage(model: OnePageModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const { client, access, ticket } = model;
  const title = text('consent_title', { client: client.name });
  const content = html`${clientBand(client, text)}
<form method="post" action="${decisionPath}" class="body">
${hiddenFields({ ticket })}
<h1>${title}</h1>
${againNotice(model.again, text)}
${warning(client, text)}
${accessList(access, { text, locale: frame.locale })}
${signInFields(model.loginId, text)}
<p class="return">${text.rich('return_to', { host: returnName(client.destination, text) })}</p>
${allowOrDeny(text)}
<p class="quiet centred">${undo(text)}</p>
</form>
${clientLinks(client, text)}`;
  return layout({ title, content, width: 'wide' }, frame);
}
