/** Starting the device flow (RFC 8628 §3.1, §3.2, protocol.md §10). */

import {
  after,
  type Instant,
  jsonReply,
  noting,
  OAuthError,
  type Params,
  parseJsonObject,
  type Reply,
  secondOf,
  sha256,
} from '@grantor/protocol';
import { authenticateDevice, findClaimant } from '../client-auth/authenticate.ts';
import { clientParameters } from '../client-auth/registry.ts';
import { type Keep, spending } from '../client-auth/spending.ts';
import { checkGrantAllowed } from '../grants/allowed.ts';
import { deviceCode as deviceGrant } from '../grants/device-code.ts';
import type { Client } from '../model/client.ts';
import type { DeviceCode } from '../model/device-code.ts';
import { charge } from '../requests/charge.ts';
import type { Context } from '../requests/context.ts';
import { endpoints } from '../requests/paths.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import { answer } from './answer.ts';
import { accessParameters, decideAccess } from './asked-access.ts';
import { checkQuery, readForm } from './form.ts';
import { drawUserCode, formatUserCode } from './user-code.ts';

const parameters = [...clientParameters, ...accessParameters];

/** Two live user codes meet once in billions; a few more draws end it. */
const drawLimit = 5;

export const deviceAuthorization = (context: Context, request: BackChannelRequest): Promise<Reply> =>
  answer(context.ports, { endpoint: 'device_authorization', source: request.source }, () =>
    start(context, request),
  );

async function start(context: Context, request: BackChannelRequest): Promise<Reply> {
  const { ports } = context;
  const { source } = request;
  const now = ports.clock.now();
  // Each one leaves a row, so each one counts (security.md L-8)
  await charge(ports, { limit: 'device_code', source }, null);

  const params = readParameters(request);
  const claimant = await findClaimant(context, { ...request, params });
  const named = await authenticateDevice(context, claimant, { now: secondOf(now), source });
  return spending(ports, { ...named, source }, (keep) =>
    grantCodes(context, { params, client: named.client, now, keep }),
  );
}

type Asked = {
  readonly params: Params;
  readonly client: Client;
  readonly now: Instant;
  readonly keep: Keep;
};

async function grantCodes(context: Context, { params, client, now, keep }: Asked): Promise<Reply> {
  const { ports, policy } = context;
  checkGrantAllowed({ client, method: client.authMethod, policy }, deviceGrant);
  const { access } = await decideAccess(context, { params, client, now }); // protocol.md DV-1
  const value = `gdc_${ports.random.token(32)}`;
  const userCode = await store(context, keep, {
    ...access,
    backchannel: null,
    hash: sha256(value),
    clientId: client.id,
    issuedAt: now,
    expiresAt: after(secondOf(now), policy.lifetimes.deviceCode),
    lastPolledAt: null,
    boundSession: null,
    decision: { kind: 'pending' },
    decidedAt: null,
  });
  const page = `${policy.issuer}${endpoints.device.path}`;
  const body = {
    device_code: value,
    user_code: formatUserCode(userCode),
    verification_uri: page,
    verification_uri_complete: `${page}?user_code=${formatUserCode(userCode)}`, // RFC 8628 §3.3.1
    expires_in: policy.lifetimes.deviceCode,
    interval: policy.pollingInterval,
  };
  return noting(jsonReply(body), client.id);
}

/** A form, or a JSON object with string members (protocol.md §1). */
function readParameters(request: BackChannelRequest): Params {
  const isJson = request.contentType?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json';
  if (!isJson) return readForm(request, parameters);
  checkQuery(request.query);
  const params = parseJsonObject(request);
  params.check(parameters);
  return params;
}

/** Stores the code under a user code nobody else holds, and returns that. */
async function store(
  { ports }: Context,
  keep: Keep,
  device: Omit<DeviceCode, 'userCodeHash'>,
): Promise<string> {
  for (let draw = 0; draw < drawLimit; draw++) {
    const userCode = drawUserCode(ports.random);
    const deviceCode = { ...device, userCodeHash: ports.secrets.userCodeHash(userCode) };
    const committed = await keep([{ kind: 'device_code_issued', deviceCode }], device.issuedAt);
    if (committed.ok) return userCode;
  }
  throw new OAuthError('temporarily_unavailable', 'No user code is free.', { retryAfter: 1 });
}
