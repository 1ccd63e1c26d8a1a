import { bodyLimit, decodeUtf8, OAuthError, type Reply } from '@grantor/protocol';
import type { OutboundAnswer, Ports } from '../ports/ports.ts';
import type { GuardRequest } from '../request/guard-request.ts';
import type { ReadBody } from '../request/read-body.ts';

/** Seconds until the whole answer must be here. */
const timeout = 15;
const answerLimit = 262_144;

/**
 * The request as the endpoint would have got it from the client, and the endpoint's answer as the client would
 * have got it. Throws an `OAuthError` for a body that is too long or compressed; rejects when no answer comes.
 */
export async function forward(
  url: string,
  { request, readBody }: { readonly request: GuardRequest; readonly readBody: ReadBody },
  ports: Pick<Ports, 'fetch'>,
): Promise<Reply> {
  if (request.header('content-encoding').some((coding) => !/^(?:identity)?$/i.test(coding.trim()))) {
    throw new OAuthError('unsupported_content_encoding', 'The body must not be compressed.');
  }
  const headers = headersOf(request);
  const body = await readBody(bodyLimit);
  if (body === null) throw new OAuthError('payload_too_large', 'The body is too large.');
  return replyOf(await ports.fetch({ url, method: 'POST', headers, body, timeout, limit: answerLimit }));
}

/** Client authentication and proofs go with the body; nothing else of the caller does. */
function headersOf(request: GuardRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of ['content-type', 'accept', 'authorization', 'dpop']) {
    const lines = request.header(name);
    if (lines.length > 1 && name !== 'accept') {
      throw new OAuthError('invalid_request', 'A header is included more than once.', { detail: name });
    }
    if (lines.length > 0) headers[name] = lines.join(', ');
  }
  const hops = [...request.header('x-forwarded-for'), request.peer ?? ''].filter((hop) => hop !== '');
  if (hops.length > 0) headers['x-forwarded-for'] = hops.join(', ');
  return headers;
}

function replyOf(answer: OutboundAnswer): Reply {
  const body = decodeUtf8(answer.body);
  // A redirect would send the client's credentials after the body, wherever it leads
  if (answer.status < 200 || (answer.status >= 300 && answer.status < 400) || body === null) {
    throw new Error(`the authorization server answers ${answer.status} with nothing to pass back`);
  }
  const headers: Record<string, string> = {
    'content-type': contentType(answer.header('content-type')),
    'x-content-type-options': 'nosniff',
  };
  for (const name of ['cache-control', 'www-authenticate', 'dpop-nonce', 'retry-after']) {
    const value = answer.header(name);
    if (value !== null) headers[name] = value;
  }
  return { status: answer.status, headers, body, note: { error: null, clientId: null } };
}

/** A page of the issuer, such as that of a failing proxy, is no page of this origin. */
const contentType = (sent: string | null): string =>
  sent !== null && /^application\/(?:[a-z0-9.+-]+\+)?(?:json|jwt)\s*(?:;|$)/i.test(sent)
    ? sent
    : 'text/plain';
