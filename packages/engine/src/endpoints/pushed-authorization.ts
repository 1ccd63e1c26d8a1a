/** Pushed authorization requests (RFC 9126 §2, advanced.md §3): what a client sends before the browser comes. */

import {
  after,
  createdReply,
  type Instant,
  noting,
  OAuthError,
  Params,
  type Reply,
  secondOf,
} from '@grantor/protocol';
import { knownParameters } from '../authorize/checks.ts';
import { newRequestUri, referenceOf } from '../authorize/load.ts';
import { locate, locatingParameters } from '../authorize/locate.ts';
import { openRequestObject } from '../authorize/request-object.ts';
import { keptOf } from '../authorize/suspend.ts';
import { validate } from '../authorize/validate.ts';
import {
  authenticatePushed,
  findClaimant,
  known,
  meetingDirectory,
  refuseClient,
} from '../client-auth/authenticate.ts';
import { chargeClient, isByAnybody } from '../client-auth/client-charge.ts';
import { clientParameters } from '../client-auth/registry.ts';
import { type Keep, spending } from '../client-auth/spending.ts';
import { type Evidence, findShown } from '../holder/holding.ts';
import { unproved, usedBefore } from '../holder/proof.ts';
import type { Client } from '../model/client.ts';
import type { Fact } from '../ports/facts.ts';
import { charge } from '../requests/charge.ts';
import type { Context } from '../requests/context.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import { answer, withNonce } from './answer.ts';
import { readForm } from './form.ts';
import { payerOf, type Toll, withToll } from './toll.ts';

const parameters = [...clientParameters, ...locatingParameters, ...knownParameters];

export const pushAuthorization = (context: Context, request: BackChannelRequest): Promise<Reply> =>
  answer(context.ports, { endpoint: 'pushed_authorization', source: request.source }, () =>
    withToll(context.ports, { limit: 'token', source: request.source }, (toll) =>
      push(context, request, toll),
    ),
  );

async function push(context: Context, request: BackChannelRequest, toll: Toll): Promise<Reply> {
  const { ports } = context;
  const { source } = request;
  const now = ports.clock.now();
  const params = readForm(request, parameters);
  const object = params.get('request');
  // Whoever only names themselves is not looked for anywhere else
  const isProved = object !== undefined || params.has('client_assertion') || request.certificate !== null;
  const met = meetingDirectory(context.clients, isProved ? { object } : null);
  const claimant = await findClaimant({ ...context, clients: met.clients }, { ...request, params });
  toll.name(payerOf(claimant));
  await toll.pay();
  const proved = await authenticatePushed(context, claimant, { object, now: secondOf(now), source });
  // Each one leaves a row, so it counts like a device code (security.md L-8)
  if (isByAnybody(proved)) await charge(ports, { limit: 'default', source }, null);
  await chargeClient(ports, proved, source);
  // What a signed request registers is kept with its signature, or else with the proof of the client
  const registers = met.registers();
  const spends = object === undefined ? [...registers, ...proved.spends] : proved.spends;
  return spending(ports, { ...proved, spends, source }, (keep) =>
    take(context, { ...request, params, client: proved.client, now, keep, registers }),
  );
}

type Pushed = Evidence & {
  readonly params: Params;
  readonly client: Client;
  readonly now: Instant;
  readonly keep: Keep;
  readonly registers: readonly Fact[];
};

/** Checked as completely as if the browser had brought it, and kept (RFC 9126 §2.1). */
async function take(context: Context, { client, now, keep, registers, ...sent }: Pushed): Promise<Reply> {
  const { ports, policy } = context;
  const { params, source } = sent;
  if (params.has('request_uri')) {
    throw new OAuthError('invalid_request', 'A pushed request has no request_uri.');
  }
  const uri = newRequestUri(ports.random.token(32));
  const pushed = referenceOf(client.id, uri);
  const plain = { client, params, pushed, form: 'plain', registers } as const;
  const opened = await openRequestObject(plain, { ports, policy, source, at: now }); // RFC 9126 §3
  const bound = bindToKey(context, { ...sent, client, now, keep, registers, params: opened.params });
  const asked = { ...opened, params: bound.params };
  await validate({ ports, policy, at: now }, locate(asked, policy, secondOf(now)));
  const { pushedRequest: lifetime, flow } = policy.lifetimes;
  const expiresAt = after(secondOf(now), lifetime);
  const request = {
    hash: pushed.hash,
    clientId: client.id,
    parameters: keptOf(asked.params),
    form: asked.form,
    expiresAt,
    keptUntil: after(expiresAt, flow),
  };
  const kept = await keep([...bound.spends, { kind: 'request_pushed', request }], now);
  if (!kept.ok && kept.conflict === 'federation_client_registered') {
    return refuseClient(ports, {
      client: known(client),
      source,
      detail: 'it was registered in another way meanwhile',
    });
  }
  if (!kept.ok) throw usedBefore();
  const reply = createdReply({ request_uri: uri, expires_in: lifetime });
  return noting(withNonce(reply, bound.nonce), client.id);
}

/** The request as if it had named the key of its proof, if there is one (RFC 9449 §10.1, advanced.md PAR-8). */
function bindToKey(context: Context, { params, client, now, ...evidence }: Pushed) {
  const { confirmation, spends, nonce } = findShown(context, evidence, { client, now });
  if (confirmation === null || !('jkt' in confirmation)) return { params, spends, nonce };
  const { jkt } = confirmation;
  const named = params.get('dpop_jkt');
  if (named !== undefined && named !== jkt) throw unproved('it is of another key than dpop_jkt');
  return { params: Params.of([...params.entries(), ...missing(named, jkt)]), spends, nonce };
}

const missing = (named: string | undefined, jkt: string): readonly (readonly [string, string])[] =>
  named === undefined ? [['dpop_jkt', jkt]] : [];
