/**
 * Owns the page of a server that keeps nothing: who somebody is, and what they allow, in one form
 * (federation-vci-authlete.md ATL-9). Never decides what is granted.
 */
import { warning } from './consent.ts';
import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import { accessList, type RequestedAccess } from './parts/access.ts';
import { accountRow } from './parts/account.ts';
import { type ClientIdentity, clientBand, clientLinks, type LinkedClient } from './parts/client.ts';
import { comparedCode, deviceDecisionPath, deviceWarning } from './parts/device.ts';
import { hiddenFields } from './parts/form.ts';
import { announcement } from './parts/notice.ts';
import { allowOrDeny, decisionPath, signInFields } from './parts/one-form.ts';
import { textIn } from './text/catalogue.ts';

export type FrontDoorModel = {
  /** What is decided about; a code as the device shows it. */
  readonly request:
    | { readonly kind: 'ticket'; readonly ticket: string }
    | { readonly kind: 'device'; readonly userCode: string };
  readonly client: LinkedClient & { readonly description: string | undefined };
  /** What is known of a client that registered itself, as nobody vouches for it; null: somebody does (protocol.md IN-2). */
  readonly stranger: ClientIdentity | null;
  readonly access: RequestedAccess;
  /** Who is signed in and may go on; null: somebody has to sign in. */
  readonly person: { readonly username: string } | null;
  readonly prefilled: string;
  /** Name and password were not right. */
  readonly isAgain?: boolean;
};

/** The page; posts to `/api/authorization/decision`, of a device to `/device/verify`. */
export function frontDoorPage(model: FrontDoorModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const { client, person, stranger, request } = model;
  const isDevice = request.kind === 'device';
  const title = text(isDevice ? 'device_confirm_title' : 'consent_title', { client: client.name });
  const action = isDevice ? deviceDecisionPath : decisionPath;
  const content = html`${stranger !== null && clientBand(stranger, text)}
<form method="post" action="${action}" class="body">
${hiddenFields(isDevice ? { user_code: request.userCode } : { ticket: request.ticket })}
<div class="lead"><h1>${title}</h1>${client.description !== undefined && html`<p class="quiet">${client.description}</p>`}</div>
${model.isAgain === true && announcement('danger', 'failure', text('login_failed'))}
${isDevice && comparedCode(request.userCode, text)}
${isDevice && deviceWarning(text)}
${stranger !== null && warning(stranger, text)}
${accessList(model.access, { text, locale: frame.locale })}
${person === null ? signInFields(model.prefilled, text) : accountRow(person, text)}
${allowOrDeny(text)}
</form>
${clientLinks(client, text)}`;
  return layout({ title, content, width: 'wide' }, frame);
}
