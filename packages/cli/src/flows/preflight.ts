/** Asks the authorization endpoint itself before a person is sent there, where a refusal is a dead end. */

import type { Invocation } from '../command-line/command.ts';
import { clientUnknown, redirectNotRegistered, scopeRefused } from '../errors/sign-in.ts';
import { correlationIdOf } from '../http/http.ts';
import type { ClientIdentity } from '../server/protocol-client.ts';
import { clean } from '../untrusted/clean.ts';
import { parseObject, readText } from '../untrusted/json.ts';
import type { AuthorizationRequest } from './authorization-request.ts';

/**
 * A server that knows the client and its redirect URI shows a page or redirects; one that does not answers 400 and
 * must not redirect (RFC 6749 §4.1.2.1). Rejects when the answer says which of the two it is, or when a redirect
 * refuses the scopes at once; anything unclear is left to the browser.
 */
export async function checkAcceptance(
  { http }: Pick<Invocation, 'http'>,
  { url, redirectUri, wish }: AuthorizationRequest,
  { clientId }: ClientIdentity,
): Promise<void> {
  if (url.searchParams.has('request_uri')) return; // good for one use
  const response = await http.fetchWith('idempotent')(url.href, { headers: { accept: 'application/json' } });
  const sentBack = response.headers.get('location') ?? '';
  if (sentBack.startsWith(`${redirectUri}?`)) refuseScopes(new URL(sentBack).searchParams, wish.scopes);
  if (response.status !== 400 && response.status !== 401) return;
  const text = await response.text();
  const content = parseObject(text) ?? {};
  const code = readText(content, 'error') ?? '';
  const words = `${code} ${readText(content, 'error_description') ?? text}`;
  const technical = {
    code: code === '' ? undefined : code,
    status: response.status,
    correlationId: correlationIdOf(response),
  };
  if (/invalid_client|unauthorized_client|unknown client|client is (invalid|unknown)/i.test(words)) {
    throw clientUnknown(clientId, { technical: { ...technical, code: 'invalid_client' } });
  }
  if (/redirect[ _-]?ur[il]/i.test(words)) throw redirectNotRegistered(clientId, redirectUri, { technical });
}

function refuseScopes(answer: URLSearchParams, scopes: readonly string[]): void {
  if (answer.get('error') !== 'invalid_scope') return;
  const said = answer.get('error_description');
  throw scopeRefused(scopes, {
    technical: { code: 'invalid_scope' },
    ...(said === null ? {} : { said: clean(said) }),
  });
}
