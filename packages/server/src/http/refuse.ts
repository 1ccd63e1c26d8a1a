/** Errors in the form the caller reads: a page for people, JSON for programs (security.md B-10). */

import { DocumentRefused, failureOf, RequestRefused } from '@grantor/engine/surface';
import {
  basicChallenge,
  bearerChallenge,
  errorCatalogue,
  errorReply,
  OAuthError,
  type Reply,
} from '@grantor/protocol';
import type { AskedBy, ErrorReason } from '../pages/index.ts';
import { acceptsHtml, type Exchange } from './exchange.ts';
import type { Outgoing } from './message.ts';
import { type PageSettings, showError } from './page.ts';
import type { Route } from './routes.ts';
import { sendReply } from './send.ts';
import { forbidden, unauthenticated } from './status.ts';

const programPaths = ['/.well-known/', '/oauth/', '/api/', '/vci/'];

/** Whether the path belongs to programs, who get JSON even for what does not exist (protocol.md G-1). */
const isProgramPath = (path: string): boolean => programPaths.some((prefix) => path.startsWith(prefix));

function reasonFor(error: OAuthError): ErrorReason {
  if (error instanceof DocumentRefused) {
    return { kind: 'document_refused', host: error.host, fault: error.fault };
  }
  if (error instanceof RequestRefused && error.fault === 'redirect_uri_unregistered') {
    return { kind: 'redirect_uri_refused' };
  }
  switch (error.code) {
    case 'invalid_client':
      return { kind: 'unknown_client' };
    case 'not_found':
      return { kind: 'not_found' };
    case 'method_not_allowed':
      return { kind: 'method_not_allowed' };
    case 'forbidden':
      if (error instanceof Forbidden) return { kind: 'forbidden' };
      return error instanceof FormRefused ? error.reason : { kind: 'form_expired' };
    case 'rate_limit_exceeded':
      return { kind: 'too_many_requests', retryAfterSeconds: error.retryAfter ?? 1 };
    case 'temporarily_unavailable':
      return { kind: 'unavailable', reloadAfterSeconds: error.retryAfter ?? 5 };
    case 'server_error':
      return { kind: 'fault' };
    default:
      return { kind: 'bad_request' };
  }
}

/** Of a wrong address the line of the request says all; a fault of ours has a line of its own. */
const isPlain = ({ code }: OAuthError): boolean =>
  code === 'not_found' || code === 'method_not_allowed' || code === 'server_error';

/** The error as a page, or as JSON with the same code where the caller does not read HTML. */
export function refuse(
  exchange: Exchange,
  error: OAuthError,
  settings: PageSettings & { reason?: ErrorReason; asked?: AskedBy },
): Outgoing {
  // Nobody authenticates on a page: an unknown client is a bad request there (protocol.md AZ-1).
  const status = error.code === 'invalid_client' ? errorCatalogue.invalid_request.status : error.status;
  exchange.note({ error: error.code, ...(isPlain(error) ? {} : { detail: error.explanation }) });
  if (!acceptsHtml(exchange)) return sendReply({ ...errorReply(error), status });
  const reason = settings.reason ?? reasonFor(error);
  const action = error instanceof FormRefused ? { actionPath: error.formPath } : {};
  const codes = { code: error.code, description: error.description };
  const asked = settings.asked === undefined ? {} : { asked: settings.asked };
  return showError({ reason, status, ...codes, ...action, ...asked }, { exchange, settings });
}

const nothing = () => new OAuthError('not_found', 'There is nothing at this address.');

/**
 * Every well-known document that is not served, unknown suffixes included: a document of the root under a
 * foreign path would be another issuer's (RFC 8414 §3.3). Scripts may read that it is not there.
 */
export const unservedDocuments: Route = {
  paths: ['/.well-known/{rest}'],
  get: () => sendReply(errorReply(nothing())),
  any: () => sendReply(errorReply(nothing())),
  safe: 'safe',
  crossOrigin: 'public',
  audience: 'api',
};

export function notFound(exchange: Exchange, settings: PageSettings): Outgoing {
  const error = nothing();
  return isProgramPath(exchange.path) ? sendReply(errorReply(error)) : refuse(exchange, error, settings);
}

export const methodNotAllowed = (): OAuthError =>
  new OAuthError('method_not_allowed', 'The method is not allowed here.');

export const pageMethodRefused = (exchange: Exchange, settings: PageSettings): Outgoing =>
  refuse(exchange, methodNotAllowed(), settings);

/** An unexpected failure; an outage of the storage says when to come back (protocol.md G-9). */
export function refuseFailure(
  exchange: Exchange,
  failure: unknown,
  world: { settings: PageSettings; audience: 'page' | 'api' },
): Outgoing {
  const error = failureOf(failure);
  if (world.audience === 'page') return refuse(exchange, error, world.settings);
  return sendReply(errorReply(error));
}

/** A program that may only come with a token of ours, and has not. */
export const tokenRefused = (): Outgoing =>
  sendReply(
    errorReply(new OAuthError('invalid_token', 'The token is missing or wrong.'), {
      'www-authenticate': bearerChallenge({}),
    }),
  );

/** `refused`: it counts for nothing here; `scope`: it counts, for less. */
export type TokenFault = 'refused' | 'scope';

/** Why a token is not enough, for the challenge (RFC 6750 §3.1). */
export const tokenFault = (fault: TokenFault, description: string): OAuthError =>
  new OAuthError(fault === 'scope' ? 'insufficient_scope' : 'invalid_token', description);

/** The code of a body that cannot be read. */
export const unreadableBody = 'invalid_request';

/** To whoever comes after the end: another instance may answer in a moment. */
export const closed = (): Outgoing =>
  sendReply(
    errorReply(new OAuthError('temporarily_unavailable', 'The server is closed.', { retryAfter: 5 })),
  );

export type FormFault = Extract<
  ErrorReason,
  { kind: 'form_expired' | 'opened_elsewhere' | 'cookies_blocked' }
>;

/** A form that does not belong to this browser session (security.md B-4); `formPath` shows it anew (product.md S-7). */
export class FormRefused extends OAuthError {
  readonly formPath: string;
  readonly reason: FormFault;

  constructor(formPath: string, reason: FormFault) {
    super('forbidden', 'The form does not belong to this browser session.', { detail: reason.kind });
    this.formPath = formPath;
    this.reason = reason;
  }
}

/** Signed in, but not as somebody who may (product.md A-1); `detail` is for the log. */
export class Forbidden extends OAuthError {
  constructor(detail: string) {
    super('forbidden', 'This is not for your account.', { detail });
  }
}

/** Of what was refused: whether the audit log is told that somebody may not, or that a form was not theirs. */
export function denialOf(failure: unknown): 'role' | 'form' | null {
  if (failure instanceof Forbidden) return 'role';
  return failure instanceof FormRefused ? 'form' : null;
}

/** More passwords wait to be hashed than may (product.md S-2). */
export const passwordsBusy = (): OAuthError =>
  new OAuthError('temporarily_unavailable', 'Too many passwords wait to be checked.', { retryAfter: 2 });

/** A request, not of a client but of whoever sent it here, that cannot be read. `description` is constant text. */
export const unusableRequest = (description: string): OAuthError =>
  new OAuthError('invalid_request', description);

/** A form that says nothing we can act on. `description` is constant text. */
export const unusableForm = (description: string): OAuthError =>
  new OAuthError('invalid_request', description);

/** There is nothing, or it is another person's: both look alike. */
export const nothingAt = (): OAuthError => new OAuthError('not_found', 'There is nothing at this address.');

/** Nobody answers in whose name this server speaks (federation-vci-authlete.md ATL-19). */
export const controlPlaneAway = (): OAuthError =>
  new OAuthError('temporarily_unavailable', 'The authorization service does not answer.', { retryAfter: 5 });

/** What it says of a request before the client's address is trusted: as JSON, for a page. */
export function requestRefused(content: string): OAuthError {
  const { error, error_description: description } = membersOf(content);
  const isKnown = typeof error === 'string' && Object.hasOwn(errorCatalogue, error);
  const code = isKnown ? (error as keyof typeof errorCatalogue) : 'invalid_request';
  return new OAuthError(code, typeof description === 'string' ? description : 'The request is refused.');
}

function membersOf(content: string): { readonly error?: unknown; readonly error_description?: unknown } {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** A document of a type that is not taken (RFC 9110 §15.5.16). */
export const wrongMediaType = (): OAuthError =>
  new OAuthError('unsupported_media_type', 'The media type is not taken here.');

/** A form or document that is no text, or of another type. */
export const unreadable = (): OAuthError => new OAuthError(unreadableBody, 'The body cannot be read.');

/** Nothing here could say for whom it would be (federation-vci-authlete.md ATL-14). */
export const grantUnsupported = (): Reply =>
  errorReply(new OAuthError('unsupported_grant_type', 'The grant type is not served here.'));

/** Whoever asks about tokens has to be a resource server that is known here (federation-vci-authlete.md ATL-16). */
export const resourceServerUnproved = (): Reply =>
  errorReply(new OAuthError('invalid_client', 'The resource server is not known, or its secret is wrong.'), {
    'www-authenticate': basicChallenge(),
  });

/** Whoever manages a client shows its token (RFC 7592 §2). */
export const registrationTokenMissing = (): Reply => {
  const error = new OAuthError('invalid_token', 'The registration access token does not fit this client.');
  return errorReply(error, { 'www-authenticate': tokenChallenge(error.description, unauthenticated) });
};

/** With the error that a token which is refused by this status has (RFC 6750 §3.1). */
export const tokenChallenge = (description: string, status: number): string =>
  bearerChallenge({ error: status === forbidden ? 'insufficient_scope' : 'invalid_token', description });

/** Without a word of an error, as nothing was tried (RFC 6750 §3.1). */
export const tokenMissing = (): Reply => ({
  ...errorReply(new OAuthError('missing_token', 'There is no token.'), { 'www-authenticate': 'Bearer' }),
  body: null,
});

/** Of a name or an address, with passwords; in seconds. */
export const tooManyAttempts = (retryAfter: number): OAuthError =>
  new OAuthError('rate_limit_exceeded', 'Too many attempts.', { retryAfter });

/** A form that another site posted. */
export const foreignForm = (): OAuthError =>
  new OAuthError('forbidden', 'The form comes from another site.', { detail: 'foreign origin' });

/** A decision of no request that is under way in this browser. */
export const noSuchFlow = (): OAuthError =>
  new OAuthError('invalid_request', 'There is no request to decide about.');
