import { assertNever } from '@grantor/protocol';
import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Fragment, type Html, hostOf, html, ownPath, returnHref, safeHref } from './markup/html.ts';
import { breakable } from './parts/breakable.ts';
import { type HiddenFields, hiddenFields } from './parts/form.ts';
import { durationIn, type PlainKey, type Text, textIn } from './text/catalogue.ts';

export type ErrorReason =
  | { readonly kind: 'bad_request' }
  /** The answer would go to an address that is not registered. protocol.md AZ-1 */
  | { readonly kind: 'redirect_uri_refused' }
  /** A client nobody registered, or whose life is over: it has to register again. clients.md §4 */
  | { readonly kind: 'unknown_client' }
  /** A metadata document that makes no client, and why. clients.md §5 */
  | {
      readonly kind: 'document_refused';
      readonly host: string;
      readonly fault: 'blocked' | 'unreachable' | 'forbidden' | 'gone' | 'broken';
    }
  /** Unknown, expired, finished or foreign flow. protocol.md AZ-7 */
  | { readonly kind: 'flow_expired' }
  | { readonly kind: 'forbidden' }
  /** A form that did not come from this session. security.md B-4 */
  | { readonly kind: 'form_expired' }
  /** The page was opened under another name than ours, and cookies of the one do not reach the other. */
  | { readonly kind: 'opened_elsewhere'; readonly address: string }
  /** The browser keeps no cookies of ours. */
  | { readonly kind: 'cookies_blocked' }
  /** A guarded host asked by a browser that cannot sign in to it. resource.md §9 */
  | { readonly kind: 'sign_in_unavailable' }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'method_not_allowed' }
  | { readonly kind: 'too_many_requests'; readonly retryAfterSeconds: number }
  | { readonly kind: 'unavailable'; readonly reloadAfterSeconds: number }
  | { readonly kind: 'fault' }
  /** A self-registered client nobody consented to: the error waits for a click. protocol.md AZ-2 */
  | { readonly kind: 'client_refused'; readonly wayBack: ReturnByClick };

/** How the error travels if the person wants it to: as the client asked for its answers. */
export type ReturnByClick =
  | { readonly kind: 'link'; readonly uri: string }
  | { readonly kind: 'form'; readonly uri: string; readonly fields: HiddenFields };

export type ErrorModel = {
  readonly reason: ErrorReason;
  /** The HTTP status of this answer. */
  readonly status: number;
  /** The protocol's error code and its constant description, for the client's developer. */
  readonly code?: string;
  readonly description?: string;
  readonly asked?: AskedBy;
  /** Where the one action leads instead of its default; a path of this server. */
  readonly actionPath?: string;
};

/** What a request said of itself, for its developer; nobody has verified it, so nothing of it is a link. */
export type AskedBy = {
  /** Only of a client that an administrator named. */
  readonly clientName?: string;
  readonly clientId?: string;
  readonly redirectUri?: string;
};

type Action = 'start' | 'retry' | 'return' | 'home';

const actions = {
  bad_request: 'start',
  redirect_uri_refused: 'start',
  unknown_client: 'start',
  document_refused: 'start',
  flow_expired: 'start',
  forbidden: 'start',
  form_expired: 'retry',
  opened_elsewhere: 'home',
  cookies_blocked: 'retry',
  sign_in_unavailable: 'retry',
  not_found: 'start',
  method_not_allowed: 'start',
  too_many_requests: 'retry',
  unavailable: 'retry',
  fault: 'retry',
  client_refused: 'return',
} as const satisfies Record<ErrorReason['kind'], Action>;

/** One page for every refusal: what happened, one action, and what to tell an administrator. product A-1 */
export function errorPage(model: ErrorModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const { reason } = model;
  const title = text(`${reason.kind}_title`);
  const content = html`<div class="body">
<div class="lead"><p class="overline">${text('error_status', { status: model.status })}</p><h1>${title}</h1>
<p>${sentence(reason, frame, text)}</p></div>
${reason.kind === 'redirect_uri_refused' && html`<p class="quiet">${text('redirect_uri_developer')}</p>`}
${action(model, text)}
${particulars(model, frame, text)}
</div>`;
  const reload = reason.kind === 'unavailable' ? { reloadAfterSeconds: reason.reloadAfterSeconds } : {};
  return layout({ title, content, ...reload }, frame);
}

function sentence(reason: ErrorReason, frame: Frame, text: Text): Html | string {
  switch (reason.kind) {
    case 'too_many_requests':
      return text('too_many_requests', { wait: durationIn(frame.locale, reason.retryAfterSeconds) });
    case 'document_refused':
      return text.rich(`document_${reason.fault}`, { host: html`<strong>${reason.host}</strong>` });
    case 'opened_elsewhere':
      return text.rich('opened_elsewhere', { host: html`<strong>${hostOf(reason.address) ?? ''}</strong>` });
    case 'client_refused': {
      const host = hostOf(reason.wayBack.uri);
      if (host === undefined) return text('client_refused_device');
      return text.rich('client_refused', { host: html`<strong>${host}</strong>` });
    }
    default:
      return text(reason.kind);
  }
}

function action(model: ErrorModel, text: Text): Html | false {
  const path = ownPath(model.actionPath);
  const kind = isPassing(model.reason) ? 'retry' : actions[model.reason.kind];
  switch (kind) {
    case 'start':
      return link(path ?? '/', text('go_to_start'));
    case 'retry':
      return link(path ?? '', text('try_again'));
    case 'home': {
      const uri = model.reason.kind === 'opened_elsewhere' ? safeHref(model.reason.address) : undefined;
      return uri !== undefined && link(uri, text('continue_to', { host: hostOf(uri) ?? '' }));
    }
    case 'return':
      return model.reason.kind === 'client_refused' && wayBack(model.reason.wayBack, text);
    default:
      return assertNever(kind);
  }
}

function wayBack(way: ReturnByClick, text: Text): Html | false {
  const uri = returnHref(way.uri);
  if (uri === undefined) return false;
  const host = hostOf(uri);
  const label = host === undefined ? text('return_to_application') : text('return_with_error', { host });
  if (way.kind === 'link') return link(uri, label);
  // OAuth 2.0 Form Post Response Mode §2
  return html`<form class="stack" method="post" action="${uri}">${hiddenFields(way.fields)}
<button class="button" type="submit">${label}</button></form>`;
}

/** Whether another try may end otherwise. */
const isPassing = (reason: ErrorReason): boolean =>
  reason.kind === 'document_refused' && reason.fault === 'unreachable';

function link(href: string, label: string): Html {
  return html`<a class="button" href="${href}">${label}</a>`;
}

function particulars(model: ErrorModel, frame: Frame, text: Text): Html {
  const row = (key: PlainKey, value: Fragment) => html`<div><dt>${text(key)}</dt><dd>${value}</dd></div>`;
  const asked = model.asked ?? {};
  const sent = (key: PlainKey, value: string | undefined) =>
    value !== undefined && row(key, html`<code>${breakable(shownAsSent(value))}</code>`);
  return html`<dl class="particulars">
${asked.clientName !== undefined && row('application', asked.clientName)}
${sent('asked_client_id', asked.clientId)}
${sent('asked_redirect_uri', asked.redirectUri)}
${model.code !== undefined && row('error_code', html`<code>${model.code}</code>`)}
${model.description !== undefined && row('error_detail', html`<span lang="en">${model.description}</span>`)}
${row('request_id', html`<code id="request_id">${frame.requestId}</code> <button class="copy" type="button" data-copy="request_id" data-copied="${text('copied')}" hidden>${text('copy')}</button>`)}
</dl>`;
}

const longestShown = 300;

/** Everything that could be read as words, or not be seen at all, is shown percent-encoded. */
function shownAsSent(text: string): string {
  const encoded = encodeURI(text.toWellFormed()).replaceAll(/%25(?=[0-9A-Fa-f]{2})/g, '%');
  const shown = encoded.replaceAll('%5B', '[').replaceAll('%5D', ']');
  return shown.length > longestShown ? `${shown.slice(0, longestShown)}…` : shown;
}
