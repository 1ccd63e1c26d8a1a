/** Pushed authorization requests (RFC 9126 §2, advanced.md §3): what a client sends before the browser comes. */

import {
  after,
  createdReply,
  type Instant,
  noting,
  OAuthError,
  type Params,
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
  authenticate,
  clientParameters,
  findClaimant,
  type ProvedClient,
} from '../client-auth/authenticate.ts';
import { chargeClient } from '../client-auth/client-charge.ts';
import { type Keep, spending } from '../client-auth/spending.ts';
import { type Client, isSelfRegistered } from '../model/client.ts';
import type { Source } from '../ports/facts.ts';
import { charge } from '../requests/charge.ts';
import type { Context } from '../requests/context.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import { answer } from './answer.ts';
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
  const claimant = await findClaimant(context, { ...request, params });
  toll.name(payerOf(claimant));
  await toll.pay();
  const proved = await authenticate(context, claimant, { now: secondOf(now), source });
  if (isByAnybody(proved)) await charge(ports, { limit: 'default', source }, null);
  await chargeClient(ports, proved, source);
  return spending(ports, { ...proved, source }, (keep) =>
    take(context, { params, client: proved.client, source, now, keep }),
  );
}

/**
 * Each one leaves a row, so it counts like a device code of whoever only names a client, and of whoever proves to be one
 * that they registered themselves, as anybody may as often as they like (security.md L-8).
 */
const isByAnybody = ({ client, method }: ProvedClient): boolean =>
  method === 'none' || isSelfRegistered(client);

type Pushed = {
  readonly params: Params;
  readonly client: Client;
  readonly source: Source;
  readonly now: Instant;
  readonly keep: Keep;
};

/** Checked as completely as if the browser had brought it, and kept (RFC 9126 §2.1). */
async function take(context: Context, { params, client, source, now, keep }: Pushed): Promise<Reply> {
  const { ports, policy } = context;
  if (params.has('request_uri')) {
    throw new OAuthError('invalid_request', 'A pushed request has no request_uri.');
  }
  const uri = newRequestUri(ports.random.token(32));
  const pushed = referenceOf(client.id, uri);
  const sent = { client, params, pushed, form: 'plain' } as const;
  const opened = await openRequestObject(sent, { ports, policy, source, at: now }); // RFC 9126 §3
  await validate({ ports, policy, at: now }, locate(opened, policy, secondOf(now)));
  const { pushedRequest: lifetime, flow } = policy.lifetimes;
  const expiresAt = after(secondOf(now), lifetime);
  const request = {
    hash: pushed.hash,
    clientId: client.id,
    parameters: keptOf(opened.params),
    form: opened.form,
    expiresAt,
    keptUntil: after(expiresAt, flow),
  };
  await keep([{ kind: 'request_pushed', request }], now);
  return noting(createdReply({ request_uri: uri, expires_in: lifetime }), client.id);
}
