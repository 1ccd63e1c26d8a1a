import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import { accountRow } from './parts/account.ts';
import { type ClientIdentity, clientBand, clientLinks } from './parts/client.ts';
import { type FlowForm, flowFields, protectedFields } from './parts/form.ts';
import { type Text, textIn } from './text/catalogue.ts';

type Refused = {
  /** Of those who look after the client; an administrator let them stand there. */
  readonly contacts: readonly string[];
};

export type NoAccessModel = FlowForm &
  Refused & {
    readonly client: ClientIdentity;
    /** As on the consent page. */
    readonly shown: string;
  };

/** Not everybody may use the client; posts `action=deny` or `switch` to `/no-access`. product.md §8 */
export function noAccessPage(model: NoAccessModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const { client } = model;
  const title = text('no_access_title', { client: client.name });
  const content = html`${clientBand(client, text)}
<form method="post" action="/no-access" class="body">
${protectedFields(frame, { ...flowFields(model), shown: model.shown })}
${refusal(title, model, { frame, text })}
<div class="stack">
<button class="button primary" type="submit" name="action" value="deny">${text('no_access_return')}</button>
<button class="button" type="submit" name="action" value="switch">${text('account_switch')}</button>
</div>
</form>
${clientLinks(client, text)}`;
  return layout({ title, content }, frame);
}

export type NoAccessDeviceModel = Refused & {
  readonly client: Omit<ClientIdentity, 'destination'>;
  /** As the device shows it, dash included. */
  readonly userCode: string;
};

/** The same of a device; posts `action=deny` to `/device/verify`. */
export function noAccessDevicePage(model: NoAccessDeviceModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const client: ClientIdentity = { ...model.client, destination: { kind: 'another_device' } };
  const title = text('no_access_title', { client: client.name });
  const content = html`${clientBand(client, text)}
<form method="post" action="/device/verify" class="body">
${protectedFields(frame, { user_code: model.userCode })}
${refusal(title, model, { frame, text })}
<button class="button primary" type="submit" name="action" value="deny">${text('no_access_tell_device')}</button>
</form>
${clientLinks(client, text)}`;
  return layout({ title, content }, frame);
}

const refusal = (
  title: string,
  { contacts }: Refused,
  { frame, text }: { readonly frame: Frame; readonly text: Text },
): Html => html`<div class="lead"><h1>${title}</h1>
<p>${text('no_access', { site: frame.siteName })}</p>
${contacts.length > 0 && html`<p>${text('no_access_contacts')} ${contacts.map((contact, index) => html`${index > 0 && ', '}<strong>${contact}</strong>`)}</p>`}</div>
${frame.account && accountRow(frame.account, text)}`;
