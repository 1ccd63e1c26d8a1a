/** A client held to a profile of FAPI, at an authorization server of a harness. */

import { secondOf } from '@grantor/protocol';
import type { AuthorizeOutcome, Client, ProfileName } from '../../src/index.ts';
import {
  asserted,
  createTestHolder,
  exampleKeyClient,
  postForm,
  signAssertion,
  signByClient,
  testStart,
} from '../../src/testing/index.ts';
import {
  answerOf,
  type FrontChannel,
  frontChannel,
  request,
  type Parameters as Sent,
  verifier,
} from '../authorize/front-channel.ts';
import { claimsOf, expectOk, json } from '../support.ts';

export const issuer = 'https://auth.example';
export const now = testStart / 1000;
export const fapi = ['fapi2-security', 'fapi2-message-signing'] as const;
export const holder = createTestHolder();

type Options = NonNullable<Parameters<typeof frontChannel>[0]>;
type Members = Readonly<Record<string, unknown>>;

/** Held to the profile by its own setting, and by that of the server. */
export const bothWays = (profile: ProfileName, change: Partial<Client> = {}): readonly Options[] => [
  { policy: { profile }, seed: { clients: [exampleKeyClient(change)] } },
  { policy: {}, seed: { clients: [exampleKeyClient({ ...change, profile })] } },
];

export type FapiChannel = FrontChannel & {
  /** What was to be signed, and how it was asked for. */
  readonly signed: { readonly use: string; readonly alg: string | null }[];
};

export function fapiChannel(options: Options): FapiChannel {
  const channel = frontChannel(options);
  const signed: { use: string; alg: string | null }[] = [];
  const { keys } = channel.harness.ports;
  const { algorithmFor, sign } = keys;
  const there = (alg: string | null) => (alg === 'ES256' ? 'EdDSA' : alg); // the test has no such key
  keys.algorithmFor = (use, alg) => {
    signed.push({ use, alg });
    return algorithmFor(use, there(alg));
  };
  keys.sign = (order) => {
    if (order.use === 'authorization_response' || order.use === 'introspection') signed.push(order);
    return sign({ ...order, alg: there(order.alg) });
  };
  return { ...channel, signed };
}

/** A request object that message signing accepts. */
export const requestObject = (claims: Members = {}, header: Members = {}): string =>
  signByClient(
    { ...request(), iss: 'web', aud: issuer, nbf: now, exp: now + 300, response_mode: 'jwt', ...claims },
    header,
  );

export const proof = (
  { harness }: FrontChannel,
  { by = holder, htu = `${issuer}/oauth/token` }: { readonly by?: typeof holder; readonly htu?: string } = {},
): readonly [string] => [by.proof({ htm: 'POST', htu, iat: secondOf(harness.clock.now()) })];

/** What is pushed, by a client that proves itself unless the fields say otherwise. */
export const pushForm = ({ engine }: FrontChannel, fields: Record<string, string | undefined>) =>
  engine.pushAuthorization(postForm({ ...asserted(signAssertion({ aud: issuer })), ...fields }));

/** A signed request, which both profiles take. */
export const push = (channel: FrontChannel, claims: Members = {}, header: Members = {}) =>
  pushForm(channel, { request: requestObject(claims, header) });

/** At the token endpoint, with a proof of the key unless another is given. */
export const ask = (
  channel: FrontChannel,
  fields: Record<string, string | undefined>,
  dpop: readonly string[] = proof(channel),
) => channel.engine.token(postForm({ ...asserted(signAssertion({ aud: issuer })), ...fields }, { dpop }));

/** What an answer says, signed or not, with the way it went; `signed` of plain ones is not there. */
export function said(outcome: AuthorizeOutcome): Readonly<Record<string, string | undefined>> {
  const { response, ...plain } = answerOf(outcome);
  const mode = outcome.kind === 'answer' ? outcome.channel.mode : undefined;
  return response === undefined ? { ...plain, mode } : { ...claimsOf(response), mode, signed: 'yes' };
}

/** How it ends where the person has allowed it, now or before. */
export async function allowed(channel: FrontChannel, asked: Sent): Promise<AuthorizeOutcome> {
  const shown = await channel.ask(asked);
  return shown.kind === 'interact' ? channel.decide(shown, 'approve') : shown;
}

/** The code of a pushed request that the person allowed, and the way to its tokens. */
export async function approved(channel: FrontChannel, claims: Members = {}) {
  const { request_uri } = json(await push(channel, claims));
  const answer = said(await allowed(channel, { client_id: 'web', request_uri }));
  const redeem = (change: Record<string, string | undefined> = {}, dpop?: readonly string[]) =>
    ask(
      channel,
      {
        ...{ grant_type: 'authorization_code', code: answer['code'], code_verifier: verifier },
        ...{ redirect_uri: 'https://app.example/callback', ...change },
      },
      dpop,
    );
  return { answer, redeem };
}

export const signIn = async (channel: FrontChannel) => expectOk(await (await approved(channel)).redeem());
