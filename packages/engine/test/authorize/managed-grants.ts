/** Grants that a client manages, in a world of two clients and two people. */

import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { clientId, type Reply, sha256, userId } from '@grantor/protocol';
import type { AuthorizeOutcome, Interaction, Step } from '../../src/requests/outcome.ts';
import {
  basic,
  exampleAccount,
  exampleClient,
  exampleDetailsType,
  examplePublicClient,
  exampleResource,
  exampleScope,
  exampleSession,
  exampleSource,
  getWith,
  postForm,
  testSecret,
} from '../../src/testing/index.ts';
import { expectOk } from '../support.ts';
import {
  answerOf,
  browser,
  flowOf,
  frontChannel,
  interactionOf,
  type Parameters,
  request,
  verifier,
} from './front-channel.ts';

export const files = exampleResource({
  uri: 'https://files.example',
  name: 'Files',
  scopes: [exampleScope('files:read'), exampleScope('files:write')],
});
export const mail = exampleResource({
  uri: 'https://mail.example',
  name: 'Mail',
  scopes: [exampleScope('mail:read')],
  identityClaims: ['email'],
});

const managing = ['grant_management_query', 'grant_management_revoke'];
const scopes = [...exampleClient().scopes, 'files:read', 'files:write', 'mail:read', ...managing];
const web = exampleClient({ scopes });
const other = exampleClient({ id: clientId('other'), scopes });
export const bob = exampleAccount({ id: userId('user-2'), username: 'bob' });
export const bobsSession = exampleSession({ id: sha256('of bob'), userId: bob.id, username: 'bob' });

export const asks = (client: string) => ({ authorization: basic(client, testSecret) });

export function grantWorld(policy: NonNullable<Parameters0>['policy'] = {}) {
  return frontChannel({
    policy: { ...policy, refreshGrace: 0 },
    seed: {
      clients: [web, other, examplePublicClient({ scopes })],
      resources: [files, mail],
      detailsTypes: [exampleDetailsType()],
      accounts: [exampleAccount(), bob],
      sessions: [exampleSession(), bobsSession],
    },
  });
}

type Parameters0 = typeof frontChannel extends (options?: infer Options) => unknown ? Options : never;

export type GrantWorld = ReturnType<typeof grantWorld>;

export type Asked = Parameters;

export const consentOf = (outcome: AuthorizeOutcome): Extract<Step, { kind: 'consent' }> => {
  const { step } = interactionOf(outcome);
  assert.ok(step.kind === 'consent', step.kind);
  return step;
};

/** Allows the page as it was; the answer again where there is none. */
export async function allow(
  { engine, signedIn }: GrantWorld,
  shown: AuthorizeOutcome,
): Promise<AuthorizeOutcome> {
  if (shown.kind !== 'interact') return shown;
  const wasShown = async (asked: Interaction) => isDeepStrictEqual(asked, interactionOf(shown));
  const decision = { kind: 'approve', wasShown } as const;
  return engine.resume({ flow: flowOf(shown), decision, source: exampleSource() }, signedIn);
}

export const redeem = ({ engine }: GrantWorld, outcome: AuthorizeOutcome): Promise<Reply> =>
  engine.token(
    postForm(
      {
        ...{ grant_type: 'authorization_code', code: answerOf(outcome)['code'], code_verifier: verifier },
        redirect_uri: 'https://app.example/callback',
      },
      asks('web'),
    ),
  );

/** Asks, allows, and gets the tokens. */
export async function granted(world: GrantWorld, change: Parameters) {
  return expectOk(await redeem(world, await allow(world, await world.ask(request(change)))));
}

export const refresh = ({ engine }: GrantWorld, token: string): Promise<Reply> =>
  engine.token(postForm({ grant_type: 'refresh_token', refresh_token: token }, asks('web')));

/** A token of the client for itself. */
export async function ofClient({ engine }: GrantWorld, scope: string, client = 'web'): Promise<string> {
  return expectOk(await engine.token(postForm({ grant_type: 'client_credentials', scope }, asks(client))))
    .access_token;
}

export const query = ({ engine }: GrantWorld, grantId: string, token: string | null): Promise<Reply> =>
  engine.queryGrant({ ...getWith(token), grantId });

export const revoke = ({ engine }: GrantWorld, grantId: string, token: string | null): Promise<Reply> =>
  engine.revokeGrant({ ...getWith(token), grantId, source: exampleSource({ method: 'DELETE' }) });

export const described = async (world: GrantWorld, grantId: string) =>
  expectOk(await query(world, grantId, await ofClient(world, 'grant_management_query')));

export const introspected = async ({ engine }: GrantWorld, token: string) =>
  expectOk(await engine.introspect(postForm({ token }, asks('web'))));

export const asBob = { browser, session: bobsSession };
