/** What was told as it is handed on, by the contract's own table (federation-vci-authlete.md §3.2). */

import { basicChallenge, type Reply } from '@grantor/protocol';
import type { Relay } from '@grantor/protocol/authlete';
import { requestRefused, tokenChallenge } from '../http/refuse.ts';
import type { TellingName, Told } from './control-plane.ts';
import { controlPlaneFault } from './fault.ts';

const quiet = { error: null, clientId: null } as const;
const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' } as const;

/** Of the members of an answer what the next proof has to carry. */
type Hints = { readonly dpopNonce?: unknown; readonly oauthClientAttestationChallenge?: unknown };
type Anything = Pick<Told<TellingName>, 'relay' | 'content'> & { readonly reply: object };

const headerOf = (name: string, value: unknown): Readonly<Record<string, string>> =>
  typeof value === 'string' ? { [name]: value } : {};

/** For programs. Throws `server_error` where there is nothing to hand on that a program could read. */
export function relayed(told: Anything): Reply {
  const { relay, content, reply } = told;
  const { dpopNonce, oauthClientAttestationChallenge }: Hints = reply;
  const given = {
    ...noStore,
    ...headerOf('dpop-nonce', dpopNonce),
    ...headerOf('oauth-client-attestation-challenge', oauthClientAttestationChallenge),
  };
  switch (relay.as) {
    case 'json': {
      const headers = { ...given, 'content-type': 'application/json' };
      const body = needed(content);
      const challenge =
        relay.challenge === undefined ? {} : { 'www-authenticate': challengeFor(relay, body) };
      return { status: relay.status, headers: { ...headers, ...challenge }, body, note: quiet };
    }
    case 'document':
      return {
        ...{ status: relay.status, headers: { ...given, 'content-type': relay.type } },
        ...{ body: needed(content), note: quiet },
      };
    case 'challenge':
      return challenged(relay, needed(content), given);
    case 'empty':
      return { status: relay.status, headers: given, body: null, note: quiet };
    default:
      throw controlPlaneFault(`what is told as ${relay.as} is not for programs`);
  }
}

/** The scheme that is asked for; of a token with the error of the status, and what the JSON says of it (RFC 6750 §3.1). */
function challengeFor({ status, challenge }: Extract<Relay, { as: 'json' }>, body: string): string {
  if (challenge === 'Basic') return basicChallenge();
  return tokenChallenge(requestRefused(body).description, status);
}

function challenged(
  { status, body }: { readonly status: number; readonly body: 'none' | 'json error' },
  content: string,
  given: Readonly<Record<string, string>>,
): Reply {
  const headers = { ...given, 'www-authenticate': content };
  if (body === 'none') return { status, headers, body: null, note: quiet };
  return {
    ...{ status, headers: { ...headers, 'content-type': 'application/json' }, note: quiet },
    body: JSON.stringify({
      error: errorMember.exec(content)?.[1],
      error_description: descriptionMember.exec(content)?.[1],
    }),
  };
}

const errorMember = /(?:^|[ ,])error="([^"]{0,200})"/;
const descriptionMember = /(?:^|[ ,])error_description="([^"]{0,1000})"/;

function needed(content: string | null): string {
  if (content === null) throw controlPlaneFault('there is no content to hand on');
  return content;
}
