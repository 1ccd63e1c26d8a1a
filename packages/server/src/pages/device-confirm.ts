import { askedAccess, decision, documentNotice, federationNotice, undo } from './consent.ts';
import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import type { RequestedAccess, ShownChange } from './parts/access.ts';
import { accountRow } from './parts/account.ts';
import { type ClientIdentity, clientBand, clientLinks } from './parts/client.ts';
import { comparedCode, deviceDecisionPath, deviceWarning } from './parts/device.ts';
import { protectedFields } from './parts/form.ts';
import { type Again, againNotice } from './parts/notice.ts';
import { textIn } from './text/catalogue.ts';

export type DeviceConfirmModel = {
  /** As the device shows it, dash included. */
  readonly userCode: string;
  readonly client: Omit<ClientIdentity, 'destination'>;
  readonly access: RequestedAccess;
  /** What becomes of access that was given before; absent: nothing. */
  readonly change?: ShownChange;
  /** As on the consent page. */
  readonly shown: string;
  readonly again?: Again;
};

/** What a device asks for; posts `action=approve` or `deny` to `/device/verify`. protocol.md DV-4 */
export function deviceConfirmPage(model: DeviceConfirmModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text('device_confirm_title', { client: model.client.name });
  const client: ClientIdentity = { ...model.client, destination: { kind: 'another_device' } };
  const content = html`${clientBand(client, text)}
<form method="post" action="${deviceDecisionPath}" class="body">
${protectedFields(frame, { user_code: model.userCode, shown: model.shown })}
<h1>${title}</h1>
${againNotice(model.again, text)}
${comparedCode(model.userCode, text)}
${client.documentHost !== undefined && documentNotice(client.documentHost, text)}
${client.federation !== undefined && federationNotice(client.federation, text)}
${deviceWarning(text)}
${askedAccess(model, { text, locale: frame.locale })}
${frame.account && accountRow(frame.account, text)}
${decision(text)}
<p class="quiet centred">${undo(text)}</p>
</form>
${clientLinks(client, text)}`;
  return layout({ title, content, width: 'wide' }, frame);
}
