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
import { announcement, notice } from './parts/notice.ts';
import { allowOrDeny, decisionPath, signInFields } from './parts/one-form.ts';
import { messageBox, requestsPath } from './parts/request.ts';
import { type Text, textIn } from './text/catalogue.ts';

export type FrontDoorModel = {
  /** What is decided about; a code as the device shows it. */
  readonly request:
    | { readonly kind: 'ticket'; readonly ticket: string }
    | { readonly kind: 'device'; readonly userCode: string }
    /** Sealed, and what the person compares (CIBA §7.1). */
    | { readonly kind: 'person'; readonly sealed: string; readonly message: string | null };
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

const kinds = {
  ticket: { title: 'consent_title', action: decisionPath },
  device: { title: 'device_confirm_title', action: deviceDecisionPath },
  person: { title: 'request_title', action: requestsPath },
} as const;

/** The page; posts to where such a request is decided about. */
export function frontDoorPage(model: FrontDoorModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const { client, person, stranger, request } = model;
  const { title: key, action } = kinds[request.kind];
  const title = text(key, { client: client.name });
  const content = html`${stranger !== null && clientBand(stranger, text)}
<form method="post" action="${action}" class="body">
${hiddenFields(named(request))}
<div class="lead"><h1>${title}</h1>${client.description !== undefined && html`<p class="quiet">${client.description}</p>`}</div>
${model.isAgain === true && announcement('danger', 'failure', text('login_failed'))}
${beware(request, text)}
${stranger !== null && warning(stranger, text)}
${accessList(model.access, { text, locale: frame.locale })}
${person === null ? signInFields(model.prefilled, text) : accountRow(person, text)}
${allowOrDeny(text)}
</form>
${clientLinks(client, text)}`;
  return layout({ title, content, width: 'wide' }, frame);
}

type Decided = FrontDoorModel['request'];

function named(request: Decided): Readonly<Record<string, string>> {
  switch (request.kind) {
    case 'ticket':
      return { ticket: request.ticket };
    case 'device':
      return { user_code: request.userCode };
    case 'person':
      return { request: request.sealed };
  }
}

/** What somebody compares who did not come here by the client. */
function beware(request: Decided, text: Text): Html | false {
  switch (request.kind) {
    case 'ticket':
      return false;
    case 'device':
      return html`${comparedCode(request.userCode, text)}
${deviceWarning(text)}`;
    case 'person':
      return html`${messageBox(request.message, text)}
${notice('warning', text('request_warning'))}`;
  }
}
