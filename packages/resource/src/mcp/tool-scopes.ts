import { decodeUtf8, isJsonObject, OAuthError } from '@grantor/protocol';
import type { ToolScopes } from '../configuration/protect-options.ts';
import type { GuardRequest } from '../request/guard-request.ts';

/** Bytes: as many as the SDK takes. */
export const messageLimit = 4_194_304;

/** Whether the request can carry JSON-RPC messages. */
export const carriesMessages = ({ method }: GuardRequest): boolean =>
  !['GET', 'HEAD', 'DELETE', 'OPTIONS'].includes(method);

/**
 * Throws an `OAuthError` unless everybody reads the same messages out of the body: another charset or a
 * compression would let the server see a call that was not seen here.
 */
export function checkEncoding(request: GuardRequest): void {
  const codings = request.header('content-encoding').join(',');
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(request.header('content-type').join(','))?.[1];
  if (!/^(?:identity)?$/i.test(codings.trim()) || !/^(?:utf-?8)?$/i.test(charset ?? '')) {
    throw new OAuthError('unsupported_content_encoding', 'The body must be UTF-8 and not compressed.');
  }
}

/** The JSON of a body. Throws an `OAuthError` for a body that is too long (null) or no JSON. */
export function parseMessages(body: Uint8Array | null): unknown {
  if (body === null) throw new OAuthError('payload_too_large', 'The body is too large.');
  const text = decodeUtf8(body);
  try {
    return JSON.parse(text?.replace(/^\ufeff/, '') ?? '');
  } catch {
    throw new OAuthError('invalid_request', 'The body is no JSON-RPC message.');
  }
}

/** The scopes of every tool called in a message or a batch of them, each once. */
export function scopesOfCalls(messages: unknown, scopes: ToolScopes): readonly string[] {
  const listed = Array.isArray(messages) ? messages.flat(Number.POSITIVE_INFINITY) : [messages];
  return [...new Set(listed.flatMap((message) => scopesOfCall(message, scopes)))];
}

function scopesOfCall(message: unknown, scopes: ToolScopes): readonly string[] {
  if (!isJsonObject(message) || message['method'] !== 'tools/call') return [];
  const { params } = message;
  const name = isJsonObject(params) ? params['name'] : undefined;
  return typeof name === 'string' && Object.hasOwn(scopes, name) ? (scopes[name] ?? []) : [];
}
