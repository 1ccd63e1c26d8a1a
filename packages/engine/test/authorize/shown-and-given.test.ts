/** Whatever is asked, changed, redeemed and refreshed in whichever order: tokens give what a page has shown, and no more. */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { clientId } from '@grantor/protocol';
import type { Resource } from '../../src/model/resource.ts';
import type { AuthorizeOutcome, Interaction } from '../../src/requests/outcome.ts';
import {
  basic,
  exampleAccount,
  exampleClient,
  exampleDetailsType,
  exampleResource,
  exampleScope,
  exampleSource,
  getWith,
  postForm,
  testSecret,
} from '../../src/testing/index.ts';
import { personClaims, scopeOfClaim } from '../../src/tokens/claims.ts';
import { openIdScopes, resourcesOfScope } from '../../src/tokens/scope-decision.ts';
import { claimsOf, json } from '../support.ts';
import { answerOf, encode, flowOf, frontChannel, interactionOf, request, verifier } from './front-channel.ts';

/** The same throws for the same seed (Marsaglia, "Xorshift RNGs", 2003). */
function dice(seed: number) {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
  const is = (chance: number): boolean => next() < chance;
  return {
    is,
    one: <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item,
    some: <Item>(items: readonly Item[], chance = 0.4): readonly Item[] => items.filter(() => is(chance)),
  };
}

type Dice = ReturnType<typeof dice>;

const issuer = 'https://auth.example';
const places = ['https://a.example', 'https://b.example', 'https://c.example'] as const;
const names = ['read', 'write', 'files', 'other'];
const scopes = ['openid', 'profile', 'email', 'phone', 'offline_access', ...names];
const claims = ['email', 'name', 'phone_number'] as const;
const details = [
  { type: 'payment', amount: '1', to: { name: 'Bob' } },
  { type: 'payment', amount: '2', to: { name: 'Eve' }, locations: [places[0]] },
];

function resourceAt(uri: string, { is, some, one }: Dice): Resource {
  const listed = some(names, 0.6).map((name) =>
    exampleScope(name, { implies: some(names, 0.2), effect: one(['reads', 'shares', 'deletes']) }),
  );
  return exampleResource({
    ...{ uri, scopes: is(0.3) ? null : listed },
    identityClaims: some(['email', 'name'], 0.3),
  });
}

const web = exampleClient({ scopes });
const stranger = exampleClient({
  ...{ id: clientId('stranger'), source: 'dynamic', name: 'Stranger', scopes: ['openid'] },
  redirectUris: ['https://stranger.example/cb'],
});
const clients = [web, stranger];
type Id = (typeof web)['id'];

type Consenting = Extract<Interaction['step'], { kind: 'consent' }>;

/** Each scope at the resources beside which it stands, with what it includes there. */
const scopesOn = ({ scopes: listed, resources }: Consenting): readonly string[] =>
  listed.flatMap(({ name, includes = [] }) => {
    const at = resources.map(({ resource }) => resource);
    const beside = resourcesOfScope(name, at).map(({ uri }) => uri);
    const all = [name, ...includes.map((included) => included.name)];
    return (beside.length > 0 ? beside : ['-']).flatMap((place) => all.map((each) => `${each} at ${place}`));
  });

/** All that the page says of what is given, but for the details that were left out. */
const wordsOn = (step: Consenting, dropped: readonly number[]): readonly string[] => [
  ...scopesOn(step),
  ...step.claims.map(({ name }) => `claim ${name}`),
  ...step.resources.flatMap(({ resource, learns }) =>
    learns.map(({ name }) => `${resource.uri} learns ${name}`),
  ),
  ...step.details.flatMap(({ rows }, place) =>
    dropped.includes(place) ? [] : [`detail ${rows[0]?.values}`],
  ),
];

/** What pages have shown to the person of what they allowed each client, since they took all of it back. */
function witness() {
  const seen = new Map<string, Set<string>>(clients.map(({ id }) => [id, new Set()]));
  return {
    isShown: (id: Id, what: string): boolean => seen.get(id)?.has(what) === true,
    see({ client, step }: Interaction, dropped: readonly number[]): void {
      assert.ok(step.kind === 'consent', step.kind);
      for (const word of [`called ${client.name}`, ...wordsOn(step, dropped)]) seen.get(client.id)?.add(word);
    },
    forget: (id: Id) => void seen.get(id)?.clear(),
  };
}

type Witness = ReturnType<typeof witness>;
type World = ReturnType<typeof frontChannel>;
type Played = {
  readonly world: World;
  readonly seen: Witness;
  readonly luck: Dice;
  /** That are asked for at all: the fewer there are, the more is asked for again. */
  readonly wanted: readonly string[];
};
type Held = { readonly id: Id; value: string };

/** What of the claims no page has shown, neither by name nor by their scope. */
const untold = ({ isShown }: Witness, id: Id, given: Readonly<Record<string, unknown>>): readonly string[] =>
  personClaims.filter(
    (name) =>
      given[name] !== undefined &&
      !isShown(id, `claim ${name}`) &&
      !isShown(id, `${scopeOfClaim(name)} at -`),
  );

/** What of the tokens no page has shown. */
async function excess({ world, seen }: Played, id: Id, tokens: Readonly<Record<string, string>>) {
  const token = claimsOf(tokens['access_token'] ?? '');
  const audience = [token.aud].flat().filter((uri) => uri !== issuer);
  const { isShown } = seen;
  const scope = String(token.scope ?? '').split(' ');
  const beyond = scope.filter((name) => {
    const allowed = openIdScopes.includes(name) ? ['-'] : ['-', ...audience];
    return name !== '' && !allowed.some((place) => isShown(id, `${name} at ${place}`));
  });
  const learnt = claims.flatMap((name) =>
    token[name] === undefined ? [] : audience.map((uri) => `${uri} learns ${name}`),
  );
  const used = (token.authorization_details ?? []) as { amount: string }[];
  const userinfo = await world.engine.userinfo(getWith(tokens['access_token'] ?? ''));
  return [
    ...beyond,
    ...learnt.filter((what) => !isShown(id, what)),
    ...used.map(({ amount }) => `detail ${amount}`).filter((what) => !isShown(id, what)),
    ...(tokens['id_token'] === undefined ? [] : untold(seen, id, claimsOf(tokens['id_token']))),
    ...(userinfo.status === 200 ? untold(seen, id, json(userinfo)) : []),
  ];
}

/** Administrators, and the person on the account page. */
async function change({ world, seen, luck }: Played, held: Held[]): Promise<void> {
  const { store, clock } = world.harness;
  const { is, one, some } = luck;
  clock.advance(2);
  if (is(0.5)) return store.put.resource(resourceAt(one(places), luck));
  if (is(0.4)) return store.put.client({ ...web, scopes: some(scopes, 0.8) });
  if (is(0.5)) return store.put.client({ ...stranger, name: one(['Stranger', 'Friend']) });
  const { id } = one(clients);
  const revoked = { kind: 'consent_revoked', userId: exampleAccount().id, clientId: id } as const;
  await store.commit({ facts: [revoked], at: clock.now(), source: exampleSource() });
  seen.forget(id);
  for (const each of held) if (each.id === id) each.value = 'gone';
}

function asked({ luck: { is, one, some }, wanted: names }: Played): {
  readonly id: Id;
  readonly query: string;
} {
  const { id, redirectUris } = one(clients);
  const wanted = { userinfo: Object.fromEntries(some(claims).map((name) => [name, null])) };
  const asking = request({
    ...{ client_id: id, redirect_uri: redirectUris[0] },
    scope: some(names, 0.6).join(' ') || undefined,
    claims: is(0.3) ? JSON.stringify({ ...wanted, id_token: wanted.userinfo }) : undefined,
    authorization_details: is(0.2) ? JSON.stringify(details) : undefined,
    prompt: is(0.2) ? one(['none', 'consent']) : undefined,
  });
  const resources = some([...places, issuer], 0.35).map((uri) => `&resource=${encodeURIComponent(uri)}`);
  return { id, query: encode(asking) + resources.join('') };
}

/** A request, and where it shows a page a decision on that page as it was, whatever changed meanwhile. */
async function authorize(played: Played, codes: Held[], held: Held[]): Promise<void> {
  const { world, seen, luck } = played;
  const { id, query } = asked(played);
  let outcome: AuthorizeOutcome = await world.ask(query);
  if (outcome.kind === 'interact') {
    const page = interactionOf(outcome);
    const dropped = page.step.kind === 'consent' ? luck.some(page.step.details.map((_, at) => at)) : [];
    if (luck.is(0.3)) await change(played, held);
    const wasShown = async (now: Interaction) => isDeepStrictEqual(now, page);
    const decision = { kind: 'approve', dropped, wasShown } as const;
    const source = exampleSource();
    outcome = await world.engine.resume({ flow: flowOf(outcome), decision, source }, world.signedIn);
    if (outcome.kind === 'answer' && 'code' in answerOf(outcome)) seen.see(page, dropped);
  }
  const code = outcome.kind === 'answer' ? answerOf(outcome)['code'] : undefined;
  if (code === undefined) return;
  const { name } = (await world.harness.store.findClient(id)) ?? assert.fail();
  // Whoever registered itself is to the person what it was called
  assert.ok(id === web.id || seen.isShown(id, `called ${name}`));
  codes.push({ id, value: code });
}

/** Tokens for a code or a refresh token, at all of its resources or some. */
async function tokensFor({ world, luck }: Played, grant: Readonly<Record<string, string>>, id: Id) {
  const resource = luck.is(0.5) ? luck.some([...places, issuer]) : [];
  const authorization = basic(id, testSecret);
  const reply = await world.engine.token(postForm({ ...grant, resource }, { authorization }));
  return reply.status === 200 ? json(reply) : null;
}

async function play(seed: number): Promise<number> {
  const luck = dice(seed);
  const account = exampleAccount({ claims: { name: 'Ada', email: 'ada@a.example', phone_number: '+1' } });
  const resources = places.map((uri) => resourceAt(uri, luck));
  const world = frontChannel({
    seed: { clients, accounts: [account], resources, detailsTypes: [exampleDetailsType()] },
  });
  const played = { world, seen: witness(), luck, wanted: ['openid', ...luck.some(scopes.slice(1), 0.3)] };
  const codes: Held[] = [];
  const held: Held[] = [];
  let given = 0;
  for (let move = 0; move < 30; move += 1) {
    if (luck.is(0.15)) await change(played, [...codes, ...held]);
    else if (luck.is(0.45) || codes.length + held.length === 0) await authorize(played, codes, held);
    else {
      const code = codes.pop();
      const from = code ?? luck.one(held);
      const grant =
        code === undefined
          ? { grant_type: 'refresh_token', refresh_token: from.value }
          : {
              ...{ grant_type: 'authorization_code', code: from.value, code_verifier: verifier },
              redirect_uri: clients.find(({ id }) => id === from.id)?.redirectUris[0] ?? '',
            };
      const tokens = await tokensFor(played, grant, from.id);
      if (tokens === null) continue;
      given += 1;
      assert.deepEqual(await excess(played, from.id, tokens), [], `seed ${seed}, move ${move}`);
      if (code === undefined) from.value = tokens['refresh_token'];
      else held.push({ id: from.id, value: tokens['refresh_token'] });
    }
  }
  return given;
}

it('gives no scope, claim or detail that no page has shown at that place — protocol.md IN-3, IN-6', async () => {
  let given = 0;
  for (let seed = 1; seed <= 60; seed += 1) given += await play(seed);
  assert.ok(given > 200, `${given} tokens`);
});
