/** Turns a page into an answer: its frame, its nonce, its headers. Never decides which page. */

import { randomBytes } from 'node:crypto';
import {
  type Assets,
  type ErrorModel,
  errorPage,
  type Frame,
  type Html,
  htmlHeaders,
  type PolicyVariant,
  type SignedInAccount,
} from '../pages/everywhere.ts';
import { type Exchange, header } from './exchange.ts';
import { chooseLocale } from './locale.ts';
import type { Outgoing } from './message.ts';

export type PageSettings = {
  readonly siteName: string;
  readonly assets: Assets;
  /** Of the API: `ENABLE_SWAGGER`. */
  readonly reference: 'served' | 'not_served';
  readonly credentials: 'served' | 'refused';
  /** What the browser was told to show pages in, by its cookies. */
  readonly shownAs: (cookies: string | null) => {
    readonly language: string | null;
    readonly theme: 'light' | 'dark' | null;
    readonly shortcuts: 'on' | 'off';
  };
};

/** What a page is shown with, besides its own model. */
export type PageContext = {
  readonly exchange: Exchange;
  readonly settings: PageSettings;
  readonly csrfToken?: string;
  readonly account?: SignedInAccount;
  /** What who is signed in chose. */
  readonly person?: { readonly locale: string | null; readonly zone: string | null };
  readonly uiLocales?: readonly string[];
  readonly cookies?: readonly string[];
};

export type Page = {
  readonly render: (frame: Frame) => Html;
  readonly variant?: PolicyVariant;
  readonly headers?: Readonly<Record<string, string>>;
};

/** 200 with the page. */
export const showPage = (page: Page, context: PageContext): Outgoing => respondWith(200, page, context);

/** What went wrong: the status for the browser, and in constant words for the log (operations.md G-1). */
export type Refusal = { readonly status: number; readonly why: string };

/** A page that says so. */
export function showRefusal({ status, why }: Refusal, page: Page, context: PageContext): Outgoing {
  context.exchange.note({ detail: why });
  return respondWith(status, page, context);
}

/** An error page; says the request id and one thing to do (product.md A-1). Its caller notes why. */
export function showError(model: ErrorModel, context: PageContext): Outgoing {
  const retryAfter =
    model.reason.kind === 'too_many_requests'
      ? model.reason.retryAfterSeconds
      : model.reason.kind === 'unavailable'
        ? model.reason.reloadAfterSeconds
        : null;
  return respondWith(
    model.status,
    {
      render: (frame) => errorPage(model, frame),
      ...(retryAfter === null ? {} : { headers: { 'retry-after': String(retryAfter) } }),
    },
    context,
  );
}

function respondWith(status: number, page: Page, context: PageContext): Outgoing {
  const nonce = randomBytes(16).toString('base64');
  return {
    status,
    headers: { ...htmlHeaders(nonce, page.variant ?? { kind: 'flow' }), pragma: 'no-cache', ...page.headers },
    cookies: context.cookies ?? [],
    body: page.render(frameFor(nonce, status, context)).toString(),
  };
}

/** In characters; a longer address is not carried along. */
const longestWayBack = 4096;

function frameFor(nonce: string, status: number, context: PageContext): Frame {
  const { exchange, settings, csrfToken, account, person, uiLocales = [] } = context;
  const { language, theme, shortcuts } = settings.shownAs(header(exchange, 'cookie') ?? null);
  const chosen = [...uiLocales, person?.locale, language].filter((tag) => tag != null);
  const here = exchange.query === '' ? exchange.path : `${exchange.path}?${exchange.query}`;
  return {
    siteName: settings.siteName,
    locale: chooseLocale(chosen, header(exchange, 'accept-language')),
    theme: theme ?? 'system',
    ...(shortcuts === 'off' ? { shortcuts } : {}),
    nonce,
    requestId: exchange.source.requestId,
    assets: settings.assets.urls,
    ...(settings.reference === 'served' ? { reference: 'served' } : {}),
    ...(settings.credentials === 'served' ? { credentials: 'served' } : {}),
    ...(csrfToken === undefined ? {} : { csrfToken }),
    ...(account === undefined ? {} : { account }),
    ...(person?.zone == null ? {} : { zone: person.zone }),
    ...(status !== 200 || exchange.method === 'POST' || here.length > longestWayBack ? {} : { here }),
  };
}

/** A document that somebody else made to be handed on, and that submits itself (federation-vci-authlete.md ATL-19). */
export const selfSubmitting = (document: string): Outgoing => ({
  status: 200,
  headers: { ...htmlHeaders(randomBytes(16).toString('base64'), { kind: 'form_post' }), pragma: 'no-cache' },
  cookies: [],
  body: document,
});
