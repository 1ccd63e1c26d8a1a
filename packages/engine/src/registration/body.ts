import { parseJson } from '@grantor/protocol';
import type { RegistrationRequest } from '../requests/request.ts';
import { unacceptable } from './member.ts';

/** The posted object. Throws `invalid_client_metadata` unless it is one (RFC 7591 §3.1, clients.md §2). */
export async function readMetadata(request: RegistrationRequest): Promise<object> {
  const { contentType, contentEncoding } = request;
  const body = { contentType, contentEncoding, body: await request.body() };
  const json = parseJson(body, { unreadable: 'invalid_client_metadata' });
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw unacceptable('The metadata', 'not_an_object');
  }
  return json;
}
