/** What the pages show on which a client is tried: the client, each step, and what came of it (product.md C-7). */

import { type Client, type ClientDemands, endpoints, isDescribedElsewhere } from '@grantor/engine';
import { parseScope, secondOf } from '@grantor/protocol';
import { namedClient, placeOf } from '../clients/visits.ts';
import { show, type Visit } from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import {
  clientTrialPage,
  type TrialBinding,
  type TrialFlow,
  type TrialModel,
  type TrialNext,
  type TrialStep,
  type TrialWay,
} from '../pages/index.ts';
import { clientsSection } from './clients.ts';
import type { Prover } from './trial-key.ts';
import {
  askWhoItIs,
  commandWhoItIs,
  proofOf,
  readToken,
  type TrialExchange,
  trialGrants,
} from './trial-requests.ts';

const flowNames = Object.keys(trialGrants) as readonly TrialFlow[];

export type Tried = { readonly client: Client; readonly base: TrialModel };

/** The client that the path names, and the page about it before anything was asked. */
export async function tried(visit: Visit): Promise<Tried> {
  const { client } = await namedClient(visit);
  const place = placeOf(clientsSection, client);
  const now = secondOf(visit.site.now());
  const isOn = client.trial !== null && now < client.trial.until;
  const isPossible = isDescribedElsewhere(client)
    ? 'document'
    : client.status === 'active'
      ? 'off'
      : 'impossible';
  const base: TrialModel = {
    ...place,
    clientId: client.id,
    redirectUri: `${visit.site.baseUrl}${place.path}/try/callback`,
    proof: proofOf(client),
    scopes: client.scopes.join(' '),
    ways: waysOf(client, visit.site.engine.demandsOn(client)),
    bindings: visit.site.engine.demandsOn(client).bindings,
    flows: flowNames.filter((flow) => client.grantTypes.includes(trialGrants[flow])),
    state: isOn && isPossible === 'off' ? 'on' : isPossible,
    ...(isOn ? { until: client.trial.until } : {}),
    steps: [],
    from: 1,
    tokens: [],
    next: { kind: 'none' },
  };
  return { client, base };
}

/** How its request may go; what it signs is checked by the keys it publishes. */
function waysOf({ jwks, jwksUri }: Client, demands: ClientDemands): readonly TrialWay[] {
  const isPlain = demands.signed === 'welcome';
  const isSigned = jwks !== null || jwksUri !== null;
  const ways: readonly (readonly [TrialWay, boolean])[] = [
    ['browser', isPlain && demands.pushed === 'welcome'],
    ['pushed', isPlain],
    ['signed', isSigned && demands.pushed === 'welcome'],
    ['signed_pushed', isSigned],
  ];
  return ways.flatMap(([way, isOpen]) => (isOpen ? [way] : []));
}

/** Where it was said, the pair of it. */
export const given = (name: string, value: string): readonly (readonly [string, string])[] =>
  value === '' ? [] : [[name, value]];

export const answerPage = (
  visit: Visit,
  { base }: Tried,
  shown: Pick<TrialModel, 'steps' | 'next'> & Partial<TrialModel>,
): Outgoing => show(visit, (frame) => clientTrialPage({ ...base, ...shown }, frame));

export function answerDevice(visit: Visit, found: Tried, { request, answer, told }: TrialExchange): Outgoing {
  const code = told?.['device_code'];
  const open = told?.['verification_uri_complete'];
  const next: TrialNext =
    typeof code === 'string'
      ? {
          kind: 'request',
          verb: 'poll',
          fields: { device_code: code },
          ...(typeof open === 'string' ? { open } : {}),
        }
      : { kind: 'none' };
  return answerPage(visit, found, { steps: [{ kind: 'device', request, answer }], next });
}

export type TokenStep = {
  readonly exchange: TrialExchange;
  readonly from: number;
  /** The key that the tokens are bound to; null: to none. */
  readonly prover: Prover | null;
  readonly binding: TrialBinding;
  /** The code of a device, which asks again until somebody has decided. */
  readonly device?: string;
};

/** The tokens, taken apart, and whom they are about; or why there are none. */
export async function answerTokens(
  visit: Visit,
  found: Tried,
  { exchange, from, prover, binding, device }: TokenStep,
): Promise<Outgoing> {
  const { request, answer, told } = exchange;
  const text = (name: string): string | undefined => {
    const value = told?.[name];
    return typeof value === 'string' ? value : undefined;
  };
  const access = text('access_token');
  const first: TrialStep = { kind: 'token', request, answer };
  if (access === undefined) {
    const open = `${visit.site.baseUrl}${endpoints.device.path}`;
    const next: TrialNext =
      device === undefined
        ? { kind: 'none' }
        : { kind: 'request', verb: 'poll', fields: { device_code: device }, open };
    return answerPage(visit, found, { steps: [first], from, next });
  }
  const step = { from, first, prover, binding };
  return answerWithTokens(visit, found, { access, text, ...step });
}

type Got = {
  readonly access: string;
  readonly text: (name: string) => string | undefined;
  readonly from: number;
  readonly first: TrialStep;
  readonly prover: Prover | null;
  readonly binding: TrialBinding;
};

async function answerWithTokens(
  visit: Visit,
  found: Tried,
  { access, text, from, first, prover, binding }: Got,
): Promise<Outgoing> {
  const asksWho = parseScope(text('scope')).includes('openid');
  const who = !asksWho
    ? null
    : binding === 'certificate'
      ? { request: commandWhoItIs(visit, access), answer: null }
      : await askWhoItIs(visit, { token: access, prover });
  const now = secondOf(visit.site.now());
  const identity = text('id_token');
  const tokens = await Promise.all([
    readToken(visit, 'access_token', { value: access, now }),
    ...(identity === undefined ? [] : [readToken(visit, 'id_token', { value: identity, now })]),
  ]);
  return answerPage(visit, found, {
    steps: [
      first,
      ...(who === null ? [] : [{ kind: 'userinfo', request: who.request, answer: who.answer } as const]),
    ],
    from,
    tokens,
    next: { kind: 'revoke', token: text('refresh_token') ?? access },
  });
}
