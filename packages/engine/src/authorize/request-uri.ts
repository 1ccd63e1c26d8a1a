/** Request objects that clients publish where they registered them (RFC 9101 §5.2, advanced.md JAR-7). */

import { type ErrorCode, type Hash, sha256 } from '@grantor/protocol';
import { type Client, isSelfRegistered } from '../model/client.ts';
import { profileOf } from '../profiles/security-profile.ts';
import { charge } from '../requests/charge.ts';
import { RequestRefused } from '../requests/request-refused.ts';
import type { Attempt } from './attempt.ts';

/**
 * What is at the address, which is one of the client's. Throws `request_uri_not_supported` where this server fetches
 * none, `invalid_request_uri`, and `rate_limit_exceeded` for the objects of clients that strangers made.
 */
export async function fetchRequestObject(
  uri: string,
  client: Client,
  { ports, policy, source }: Pick<Attempt, 'ports' | 'policy' | 'source'>,
): Promise<string> {
  const refuse = (description: string, code: ErrorCode = 'invalid_request_uri') =>
    new RequestRefused({ fault: 'request_uri', client }, code, { description });
  // advanced.md SW-13
  if (policy.requestUris === 'refused' || profileOf(client, policy).requestUris === 'refused') {
    throw refuse('The request_uri parameter is not supported.', 'request_uri_not_supported');
  }
  const [address = '', fragment = ''] = uri.split('#', 2);
  const isRegistered = client.requestUris.some((registered) => registered.split('#', 1)[0] === address);
  if (!isRegistered) throw refuse('The request_uri is not registered for this client.');
  // Anybody may register where this server should ask: whoever has it asked pays, as for documents (security.md L-8)
  if (isSelfRegistered(client)) await charge(ports, { limit: 'document', source }, null);
  const digest = isDigest(fragment) ? fragment : null;
  const object = await ports.requestObjects.fetch(address, { digest, source });
  if (object === null) throw refuse('Nothing can be fetched from the request_uri.');
  if (digest !== null && sha256(object) !== digest) {
    throw refuse('What is at the request_uri is not what its fragment says.');
  }
  return object;
}

// OpenID Connect Core §6.2: SHA-256, base64url; any other fragment says nothing
const isDigest = (fragment: string): fragment is Hash => /^[A-Za-z0-9_-]{43}$/.test(fragment);
