import { askedAccess, decision, undo } from './consent.ts';
import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import type { RequestedAccess, ShownChange } from './parts/access.ts';
import { accountRow } from './parts/account.ts';
import { type ClientIdentity, clientBand, clientLinks } from './parts/client.ts';
import { protectedFields } from './parts/form.ts';
import { moment } from './parts/moment.ts';
import { type Again, againNotice, notice } from './parts/notice.ts';
import { messageBox, requestsPath } from './parts/request.ts';
import { textIn } from './text/catalogue.ts';

export type RequestModel = {
  readonly id: string;
  readonly client: ClientIdentity;
  readonly message: string | null;
  readonly access: RequestedAccess;
  /** What becomes of access that was given before; absent: nothing. */
  readonly change?: ShownChange;
  /** Whether allowing it needs a sign-in of another level than this one. */
  readonly factor: 'needed' | 'not_needed';
  /** Epoch seconds. */
  readonly askedAt: number;
  readonly endsAt: number;
  /** As on the consent page. */
  readonly shown: string;
  readonly again?: Again;
};

/** One of them; posts `action=approve` or `deny` to its own path. protocol.md IN-6 */
export function requestPage(model: RequestModel, frame: Frame & { readonly now: number }): Html {
  const text = textIn(frame.locale);
  const { client } = model;
  const title = text('request_title', { client: client.name });
  const content = html`${clientBand(client, text)}
<form method="post" action="${requestsPath}/${model.id}" class="body">
${protectedFields(frame, { shown: model.shown })}
<h1>${title}</h1>
${againNotice(model.again, text)}
${messageBox(model.message, text)}
<dl class="facts">
<div><dt>${text('requests_asked')}</dt><dd>${moment(model.askedAt, frame)}</dd></div>
<div><dt>${text('requests_ends')}</dt><dd>${moment(model.endsAt, frame)}</dd></div>
</dl>
${notice('warning', text('request_warning'))}
${askedAccess(model, { text, locale: frame.locale })}
${frame.account && accountRow(frame.account, text)}
${model.factor === 'needed' && notice('info', text('request_factor'))}
${decision(text)}
<p class="quiet centred">${undo(text)}</p>
</form>
${clientLinks(client, text)}`;
  return layout({ title, content, width: 'wide' }, frame);
}
