import { sha256, webOrigin } from '@grantor/protocol';
import type { Attempt } from './attempt.ts';
import type { Parameters } from './deliver.ts';
import type { LocatedRequest } from './locate.ts';

/**
 * By what the client asks our frame whether the session is still the one of this answer (OpenID Connect Session
 * Management §2, §3.2; advanced.md LGO-4). Nothing where there is no session to tell of, or no web page to ask.
 */
export function sessionState(
  { visitor: { browserState }, ports }: Pick<Attempt, 'visitor' | 'ports'>,
  { client, channel }: Pick<LocatedRequest, 'client' | 'channel'>,
): Parameters {
  const origin = webOrigin(channel.redirectUri);
  if (browserState === undefined || origin === null) return [];
  const salt = ports.random.token(16);
  // The same words that the frame puts together: check-session.js
  const digest = sha256([client.id, origin, browserState, salt].join(' '));
  return [['session_state', `${digest}.${salt}`]];
}
