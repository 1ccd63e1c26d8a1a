/** What entities of federations publish (OpenID Federation §8, §9). Never judges what one says, and keeps nothing. */

import type { FederationAnswer, FederationDocuments, FederationRequest } from '@grantor/engine';
import { decodeUtf8 } from '@grantor/protocol';
import type { CourteousAnswer, Courtesy } from './courtesy.ts';

/** In bytes (federation-vci-authlete.md FED-6). */
const longestStatement = 65_536;

const formType = { 'content-type': 'application/x-www-form-urlencoded' };

export const createFederationDocuments = (courtesy: Courtesy): FederationDocuments => ({
  async ask({ url, type, form, within, source }) {
    const request = {
      ...{ url, method: form === null ? ('GET' as const) : ('POST' as const), body: form },
      headers: { accept: type, ...(form === null ? {} : formType) },
      ...{ accept: [type], longestBody: longestStatement },
    };
    // Its turn is waited for within the same time
    const turn: { came?: 'at_once' | 'waited' } = {};
    const onSent = (came: 'at_once' | 'waited'): void => {
      turn.came = came;
    };
    const asking = courtesy(request, source.address, { patience: within, onSent });
    const answer = await Promise.race([asking, late(within)]);
    return { ...read(answer), isHeldUp: turn.came !== 'at_once' };
  },
});

/** In ms; nothing waits for it at the end of the process. */
const late = (within: FederationRequest['within']): Promise<CourteousAnswer> =>
  new Promise((resolve) => {
    setTimeout(() => resolve({ kind: 'failed', reason: 'timeout' }), within).unref();
  });

function read(answer: CourteousAnswer): FederationAnswer {
  if (answer.kind === 'refused') return failed(answer.reason === 'unresolved' ? 'unreachable' : 'forbidden');
  if (answer.kind === 'failed') {
    if (answer.reason === 'busy') return failed('busy');
    const isBroken = ['too_large', 'wrong_type', 'content_encoded', 'redirect'].includes(answer.reason);
    return failed(isBroken ? 'broken' : 'unreachable');
  }
  if (answer.result === 'gone') return failed('gone');
  const text = answer.result === 'success' ? decodeUtf8(answer.body) : null;
  return text === null ? failed('unreachable') : { kind: 'answered', text: text.trim() };
}

const failed = (fault: Extract<FederationAnswer, { kind: 'failed' }>['fault']): FederationAnswer => ({
  kind: 'failed',
  fault,
});
