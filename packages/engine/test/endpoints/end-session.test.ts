import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, type Hash } from '@grantor/protocol';
import { StoreUnavailable } from '../../src/ports/failure.ts';
import type { EndSessionOutcome, EndSessionQuestion } from '../../src/requests/outcome.ts';
import type { EndSessionRequest } from '../../src/requests/request.ts';
import {
  approveCode,
  encryptForTests,
  exampleClient,
  examplePublicClient,
  exampleSession,
  exampleSource,
  testStart,
} from '../../src/testing/index.ts';
import { createWorld, expectOk, redeem, type World } from '../support.ts';

const bye = 'https://app.example/bye';

const world = (): World =>
  createWorld({
    seed: {
      clients: [
        exampleClient({ postLogoutRedirectUris: [bye] }),
        examplePublicClient({ postLogoutRedirectUris: [bye] }),
        examplePublicClient({ id: clientId('stranger'), source: 'dynamic', postLogoutRedirectUris: [bye] }),
      ],
    },
  });

type Asked = {
  readonly parameters: Readonly<Record<string, string>>;
  readonly signedIn?: 'signed_in' | 'signed_out';
  readonly confirmation?: EndSessionRequest['confirmation'];
};

const ask = (
  { engine }: World,
  { parameters, signedIn = 'signed_in', confirmation = 'missing' }: Asked,
): Promise<EndSessionOutcome> =>
  engine.endSession(
    { query: new URLSearchParams(parameters).toString(), form: null, source: exampleSource(), confirmation },
    { browser: 'browser' as Hash, session: signedIn === 'signed_in' ? exampleSession() : null },
  );

/** An ID token of the public client, issued in the example session. */
async function hintOf(at: World, change: Parameters<typeof approveCode>[1] = {}): Promise<string> {
  const client = change.clientId ?? 'native';
  const sid = 'sid-of-the-session';
  return expectOk(await redeem(at, await approveCode(at, { sid, ...change }), { client_id: client }))
    .id_token;
}

describe('end session', () => {
  for (const status of ['inactive', 'pending'] as const) {
    it(`leads nobody to a client that is ${status} — security.md T-3`, async () => {
      const at = world();
      const parameters = { id_token_hint: await hintOf(at), post_logout_redirect_uri: bye };
      const client = examplePublicClient({ postLogoutRedirectUris: [bye], status });
      at.store.put.client(client);
      for (const signedIn of ['signed_in', 'signed_out'] as const) {
        const asked = await ask(at, { parameters, signedIn });
        assert.ok(asked.kind === 'confirm' && asked.wayBack.kind === 'refused', signedIn);
      }
      const ended = await ask(at, { parameters, confirmation: 'given' });
      assert.ok(ended.kind === 'ended' && ended.wayBack.kind === 'refused');
    });
  }

  it('takes a hint that is encrypted for us — RP-Initiated Logout §2', async () => {
    const at = world();
    const hint = await hintOf(at);
    const leave = (id_token_hint: string) =>
      ask(at, { parameters: { id_token_hint, post_logout_redirect_uri: bye } });
    assert.equal((await leave('a.b.c.d.e')).kind, 'confirm');
    assert.equal((await leave(encryptForTests(hint))).kind, 'ended');
  });

  it('asks when the hint was issued in another session of the same person — protocol.md LO-1', async () => {
    const at = world();
    const hint = await hintOf(at);
    const own = await ask(at, { parameters: { id_token_hint: hint, post_logout_redirect_uri: bye } });
    assert.equal(own.kind, 'ended');

    const again = world();
    const forged = await again.ports.keys.sign({
      use: 'id_token',
      alg: null,
      typ: null,
      now: 0 as never,
      claims: {
        iss: again.policy.issuer,
        sub: 'user-1',
        aud: 'native',
        iat: 0,
        exp: 60,
        sid: 'sid-of-another-session',
      },
    });
    await hintOf(again);
    const other = await ask(again, { parameters: { id_token_hint: forged, post_logout_redirect_uri: bye } });
    assert.equal(other.kind, 'confirm');
    assert.ok(again.store.snapshot().sessions.has(exampleSession().id));
  });

  for (const typ of ['at+jwt', 'logout+jwt', 'JWT']) {
    it(`takes a token of type ${typ} ${typ === 'JWT' ? '' : 'not '}for a hint — RFC 8725 §3.11`, async () => {
      const at = world();
      const hint = await at.ports.keys.sign({
        use: 'id_token',
        alg: null,
        typ,
        now: 0 as never,
        claims: { iss: at.policy.issuer, sub: 'user-1', aud: 'native', iat: 0, exp: 60, sid: 'sid' },
      });
      const outcome = await ask(at, {
        parameters: { id_token_hint: hint, post_logout_redirect_uri: bye },
        signedIn: 'signed_out',
      });
      if (typ === 'JWT') assert.ok(outcome.kind === 'ended' && outcome.wayBack.kind === 'redirect');
      else assert.ok(outcome.kind === 'confirm' && outcome.wayBack.kind === 'refused');
    });
  }

  it('lets no ID token of a client that registered itself send a visitor anywhere — RFC 9700 §4.11.2', async () => {
    const at = world();
    const hint = await hintOf(at, { clientId: clientId('stranger') });
    const parameters = { id_token_hint: hint, post_logout_redirect_uri: bye, state: 's' };
    const visitor = await ask(at, { parameters, signedIn: 'signed_out' });
    assert.deepEqual(visitor, {
      kind: 'ended',
      wayBack: { kind: 'link', uri: `${bye}?state=s` },
      ...{ frames: [], reach: 'all' },
      session: null,
    });
    const person = await ask(at, { parameters });
    assert.ok(person.kind === 'ended' && person.wayBack.kind === 'redirect');
  });

  const untrusted: readonly (readonly [
    string,
    Readonly<Record<string, string>>,
    'unregistered' | 'no_hint',
  ])[] = [
    ['the client alone, no hint', { client_id: 'native', post_logout_redirect_uri: bye }, 'no_hint'],
    ['no client at all', { post_logout_redirect_uri: bye }, 'no_hint'],
    ['an unregistered URI', { client_id: 'native', post_logout_redirect_uri: `${bye}/` }, 'unregistered'],
    [
      'a hint that is none',
      { id_token_hint: 'x.y.z', client_id: 'native', post_logout_redirect_uri: bye },
      'no_hint',
    ],
  ];
  for (const [what, parameters, reason] of untrusted) {
    it(`asks, and leads nowhere afterwards, on ${what} — RP-Initiated Logout §3`, async () => {
      const at = world();
      for (const signedIn of ['signed_in', 'signed_out'] as const) {
        const asked = await ask(at, { parameters, signedIn });
        assert.ok(asked.kind === 'confirm' && asked.wayBack.kind === 'refused', asked.kind);
        assert.equal(asked.wayBack.reason, reason);
        assert.ok(at.store.snapshot().sessions.has(exampleSession().id));
      }
      const ended = await ask(at, { parameters, confirmation: 'given' });
      assert.ok(ended.kind === 'ended' && ended.wayBack.kind === 'refused');
      assert.equal(at.store.snapshot().sessions.size, 0);
    });
  }

  it('refuses what cannot be read, and leaves failures of ours to whoever serves the page — protocol.md G-9', async () => {
    const at = world();
    const source = exampleSource();
    const twice = { query: 'client_id=a&client_id=a', form: null, source, confirmation: 'missing' } as const;
    const visitor = { browser: 'browser' as Hash, session: null };
    assert.equal((await at.engine.endSession(twice, visitor)).kind, 'refuse');
    const parameters = { id_token_hint: await hintOf(at) };
    at.ports.keys.verify = async () => Promise.reject(new StoreUnavailable('away'));
    await assert.rejects(ask(at, { parameters }), StoreUnavailable);
    at.ports.store.findClient = async () => Promise.reject(new StoreUnavailable('away'));
    await assert.rejects(ask(at, { parameters: { client_id: 'native' } }), StoreUnavailable);
  });

  it('reads a posted request from its body — RP-Initiated Logout §2', async () => {
    const at = world();
    const body = Buffer.from(new URLSearchParams({ client_id: 'native' }).toString());
    const form = { contentType: 'application/x-www-form-urlencoded', body };
    const asked = await at.engine.endSession(
      { query: 'client_id=web', form, source: exampleSource(), confirmation: 'missing' },
      { browser: 'browser' as Hash, session: exampleSession() },
    );
    assert.ok(asked.kind === 'confirm');
    assert.deepEqual([asked.client?.id, asked.parameters], ['native', [['client_id', 'native']]]);
  });

  it('asks about whoever is signed in, with nothing read where nobody is named — protocol.md LO-1', async () => {
    const at = world();
    assert.deepEqual(await ask(at, { parameters: { state: 's' } }), {
      kind: 'confirm',
      occasion: 'asked',
      client: null,
      wayBack: { kind: 'none' },
      parameters: [['state', 's']],
    });
    assert.deepEqual(at.store.reads, []);
    const ended = await ask(at, { parameters: {}, confirmation: 'given', signedIn: 'signed_out' });
    assert.deepEqual(ended, {
      kind: 'ended',
      wayBack: { kind: 'none' },
      frames: [],
      reach: 'all',
      session: null,
    });
  });

  it('ends a session when the person said so to this very question — protocol.md IN-6', async () => {
    const at = world();
    const parameters = { client_id: 'native' };
    const questions: EndSessionQuestion[] = [];
    const saying = (answer: boolean) => async (question: EndSessionQuestion) => {
      questions.push(question);
      return answer;
    };
    const changed = await ask(at, { parameters, confirmation: saying(false) });
    assert.ok(changed.kind === 'confirm' && changed.occasion === 'changed');
    assert.ok(at.store.snapshot().sessions.has(exampleSession().id));
    assert.equal((await ask(at, { parameters, confirmation: saying(true) })).kind, 'ended');
    assert.equal(at.store.snapshot().sessions.size, 0);
    const { kind: _, occasion: __, ...question } = changed;
    assert.deepEqual(questions, [question, question]);
  });

  it('goes back without a state where none was sent, and by a hint of one client of several — RP-Initiated Logout §3', async () => {
    const at = world();
    await hintOf(at, { clientId: clientId('stranger') });
    const parameters = { id_token_hint: await hintOf(at), post_logout_redirect_uri: bye };
    const ended = await ask(at, { parameters });
    assert.deepEqual(ended.kind === 'ended' && ended.wayBack, { kind: 'redirect', uri: bye });
  });

  it('asks on a hint about another person, whatever session it names — protocol.md LO-1', async () => {
    const at = world();
    await hintOf(at);
    const hintAbout = (sub: string) => {
      const times = { iat: testStart / 1000, exp: testStart / 1000 + 60 };
      const claims = { iss: at.policy.issuer, sub, aud: 'native', sid: 'sid-of-the-session', ...times };
      return at.ports.keys.sign({ use: 'id_token', alg: null, typ: 'JWT', now: 0 as never, claims });
    };
    const other = await ask(at, { parameters: { id_token_hint: await hintAbout('user-2') } });
    assert.equal(other.kind, 'confirm');
    const own = await ask(at, { parameters: { id_token_hint: await hintAbout(exampleSession().userId) } });
    assert.equal(own.kind, 'ended');
  });

  it('tells the clients of the session that have a page for it, as they asked — protocol.md LO-4', async () => {
    const at = world();
    for (const [id, frontchannelLogoutUri, frontchannelLogoutSessionRequired] of [
      ['told', 'https://told.example/out?a=1', true],
      ['short', 'https://short.example/out', false],
      ['silent', null, true],
    ] as const) {
      const change = { frontchannelLogoutUri, frontchannelLogoutSessionRequired };
      at.store.put.client(examplePublicClient({ id: clientId(id), ...change }));
      await hintOf(at, { clientId: clientId(id) });
    }
    const ended = await ask(at, { parameters: {}, confirmation: 'given' });
    const identified = 'iss=https%3A%2F%2Fauth.example&sid=sid-of-the-session';
    assert.deepEqual(ended.kind === 'ended' && [...ended.frames].sort(), [
      'https://short.example/out',
      `https://told.example/out?a=1&${identified}`,
    ]);
  });

  for (const [what, address, told] of [
    ['as many frames', (index: number) => `https://app.example/out/${index}`, 16],
    [
      'as many origins',
      (index: number) => `https://${`${index}`.padStart(60, 'a')}.${'a'.repeat(60)}.example/`,
      14,
    ],
  ] as const) {
    it(`tells ${what} as one page and its header can hold, those that somebody answers for first — protocol.md LO-4`, async () => {
      const at = world();
      for (let index = 1; index <= 40; index += 1) {
        const id = clientId(`client-${index}`);
        const source = index === 40 ? 'administrator' : 'dynamic';
        at.store.put.client(examplePublicClient({ id, source, frontchannelLogoutUri: address(index) }));
        await hintOf(at, { clientId: id });
      }
      const ended = await ask(at, { parameters: {}, confirmation: 'given' });
      assert.ok(ended.kind === 'ended');
      assert.equal(ended.reach, 'some');
      assert.equal(ended.frames.length, told);
      assert.ok(ended.frames[0]?.startsWith(address(40)));
    });
  }

  it('takes a hint of the client that is named, asks about one of a client that is not in the session, and asks where none came — RP-Initiated Logout §2', async () => {
    const at = world();
    const hint = await hintOf(at);
    const asked = await ask(at, { parameters: {}, signedIn: 'signed_out' });
    assert.equal(asked.kind, 'confirm');
    const times = { iat: testStart / 1000, exp: testStart / 1000 + 60 };
    const foreign = await at.ports.keys.sign({
      ...{ use: 'id_token', alg: null, typ: 'JWT', now: 0 as never },
      claims: { iss: at.policy.issuer, sub: 'user-1', aud: 'web', sid: 'sid-of-the-session', ...times },
    });
    assert.equal((await ask(at, { parameters: { id_token_hint: foreign } })).kind, 'confirm');
    const named = { id_token_hint: hint, client_id: 'native', post_logout_redirect_uri: bye };
    const ended = await ask(at, { parameters: named });
    assert.ok(ended.kind === 'ended' && ended.wayBack.kind === 'redirect');
  });

  it('leads a visitor of a client that registered itself nowhere it did not ask for', async () => {
    const at = world();
    const hint = await hintOf(at, { clientId: clientId('stranger') });
    const visitor = await ask(at, { parameters: { id_token_hint: hint }, signedIn: 'signed_out' });
    assert.deepEqual(visitor.kind === 'ended' && visitor.wayBack, { kind: 'none' });
  });

  it('treats a hint of another client than the one named as no hint — RP-Initiated Logout §2', async () => {
    const at = world();
    const hint = await hintOf(at);
    const outcome = await ask(at, {
      parameters: { id_token_hint: hint, client_id: 'web', post_logout_redirect_uri: bye },
    });
    assert.ok(outcome.kind === 'confirm' && outcome.wayBack.kind === 'refused');
    assert.equal(outcome.client?.id, 'web');
  });
});
