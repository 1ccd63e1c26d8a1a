/** Registers clients and manages them (RFC 7591, RFC 7592). Never stores anything. */

import { Failure } from '../errors/failure.ts';
import { registrationClosed } from '../errors/sign-in.ts';
import { correlationIdOf, type Http, type RequestOptions } from '../http/http.ts';
import type { RetryPolicy } from '../http/retry.ts';
import { isOwnAddress } from '../server/address.ts';
import { checkPrintable } from '../server/answer-values.ts';
import type { ServerMetadata } from '../server/metadata.ts';
import type { StoredClient } from '../store/document.ts';
import { clean } from '../untrusted/clean.ts';
import { type JsonObject, parseObject, readText, readTexts } from '../untrusted/json.ts';
import { isUri } from '../untrusted/printable.ts';

export type RegistrationRequest = {
  readonly metadata: JsonObject;
  readonly initialToken?: string;
};

/** Where a client is managed, and with what (RFC 7592 §1.3). */
export type RegistrationAccess = { readonly uri: string; readonly token: string };

/** The client as the server registered it (RFC 7591 §3.2.1). Rejects with words for the person. */
export async function registerClient(
  server: ServerMetadata,
  request: RegistrationRequest,
  http: Http,
): Promise<JsonObject> {
  const endpoint = server.registration_endpoint;
  if (endpoint === undefined) throw registrationClosed(server.issuer);
  const options = withBody('POST', request.metadata, request.initialToken);
  return send({ issuer: server.issuer, url: endpoint, options, policy: 'once' }, http);
}

export const readRegistration = (access: RegistrationAccess, http: Http): Promise<JsonObject> =>
  send({ url: access.uri, options: { headers: bearer(access.token) }, policy: 'idempotent' }, http);

/** Replaces the whole registration (RFC 7592 §2.2). */
export const updateRegistration = (
  access: RegistrationAccess,
  metadata: JsonObject,
  http: Http,
): Promise<JsonObject> =>
  send({ url: access.uri, options: withBody('PUT', metadata, access.token), policy: 'once' }, http);

/** Resolves when the client is gone, also when it was gone before (RFC 7592 §2.3). */
export async function deleteRegistration(access: RegistrationAccess, http: Http): Promise<void> {
  const options = { method: 'DELETE', headers: bearer(access.token) };
  await send({ url: access.uri, options, policy: 'idempotent' }, http);
}

const bearer = (token: string): Record<string, string> => ({
  accept: 'application/json',
  authorization: `Bearer ${token}`,
});

const withBody = (method: string, body: JsonObject, token: string | undefined): RequestOptions => ({
  method,
  headers: {
    ...(token === undefined ? { accept: 'application/json' } : bearer(token)),
    'content-type': 'application/json',
  },
  body: JSON.stringify(body),
});

type Exchange = {
  readonly issuer?: string;
  readonly url: string;
  readonly options: RequestOptions;
  readonly policy: RetryPolicy;
};

async function send({ issuer, url, options, policy }: Exchange, http: Http): Promise<JsonObject> {
  const response = await http.fetchWith(policy)(url, options);
  const content = parseObject(await response.text());
  if (response.status === 204 && options.method === 'DELETE') return {};
  if (response.ok && content !== null && readText(content, 'client_id') !== undefined) {
    checkPrintable({
      'a client id': readText(content, 'client_id'),
      'a client secret': readText(content, 'client_secret'),
      'a registration token': readText(content, 'registration_access_token'),
    });
    return withOwnAddress(content, [url, ...(issuer === undefined ? [] : [issuer])]);
  }
  throw refused(response, content ?? {}, issuer);
}

/**
 * The registration token goes to the server it is of, and to nobody whom its answer may name. An address elsewhere
 * counts as none (RFC 7592 §1.3 names the endpoint of that server).
 */
function withOwnAddress(content: JsonObject, own: readonly string[]): JsonObject {
  const { registration_client_uri: uri, ...others } = content;
  return typeof uri === 'string' && isOwnAddress(uri, own) ? content : others;
}

function refused(response: Response, content: JsonObject, issuer: string | undefined): Failure {
  const { status } = response;
  const code = readText(content, 'error');
  const description = readText(content, 'error_description');
  const said = description === undefined ? undefined : clean(description);
  const technical = { code, status, correlationId: correlationIdOf(response) };
  if (issuer !== undefined && (status === 401 || status === 403)) {
    return registrationClosed(issuer, { technical, said });
  }
  if (status === 401) return registrationGone(technical, said);
  return new Failure(status >= 500 || status === 429 ? 'unavailable' : 'refused', {
    what: 'The server refuses this registration.',
    why: said === undefined ? [] : [`The server says: ${said}`],
    remedy: [status < 500 ? 'Change what it names, and try again.' : 'Try again in a moment.'],
    technical,
  });
}

const registrationGone = (technical: Failure['technical'], said: string | undefined): Failure =>
  new Failure('refused', {
    what: 'The server no longer accepts the registration token.',
    why: [
      'The client was deleted or has expired, or the token was replaced.',
      ...(said === undefined ? [] : [said]),
    ],
    remedy: ['Register it again: grantor register'],
    technical,
  });

/** What the store keeps of a registration's answer. */
export function storedClient(
  answer: JsonObject,
  from: Pick<StoredClient, 'issuer' | 'purpose'>,
): StoredClient {
  const secret = readText(answer, 'client_secret');
  const name = readText(answer, 'client_name');
  const token = readText(answer, 'registration_access_token');
  const uri = readText(answer, 'registration_client_uri');
  return {
    ...from,
    clientId: readText(answer, 'client_id') ?? '',
    authMethod:
      readText(answer, 'token_endpoint_auth_method') ??
      (secret === undefined ? 'none' : 'client_secret_basic'),
    redirectUris: readTexts(answer, 'redirect_uris').filter(isUri).slice(0, 20),
    ...(secret === undefined ? {} : { clientSecret: secret }),
    ...(name === undefined ? {} : { name: clean(name) }),
    ...(token === undefined ? {} : { registrationToken: token }),
    ...(uri === undefined ? {} : { registrationUri: uri }),
  };
}
