import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import { accountRow } from './parts/account.ts';
import { type ClientIdentity, clientBand, clientLinks } from './parts/client.ts';
import { type FlowForm, flowFields, protectedFields } from './parts/form.ts';
import { type Again, againNotice } from './parts/notice.ts';
import { textIn } from './text/catalogue.ts';

export type SelectAccountModel = FlowForm & {
  readonly client: ClientIdentity;
  /** As on the consent page. */
  readonly shown: string;
  readonly again?: Again;
};

/** The account chooser; posts `action=continue` or `switch` to `/select-account`. */
export function selectAccountPage(model: SelectAccountModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text('select_title');
  const { account } = frame;
  const client = html`<strong>${model.client.name}</strong>`;
  const content = html`${clientBand(model.client, text)}
<form method="post" action="/select-account" class="body">
${protectedFields(frame, { ...flowFields(model), shown: model.shown })}
<div class="lead"><h1>${title}</h1><p class="quiet">${text.rich('login_to_client', { client })}</p></div>
${againNotice(model.again, text)}
${account && accountRow(account, text)}
<div class="stack">
${account && html`<button class="button primary" type="submit" name="action" value="continue">${text('continue_as', { name: account.name ?? account.username })}</button>`}
<button class="button" type="submit" name="action" value="switch">${text('account_switch')}</button>
</div>
</form>
${clientLinks(model.client, text)}`;
  return layout({ title, content }, frame);
}
