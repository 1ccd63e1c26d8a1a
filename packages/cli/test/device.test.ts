import assert from 'node:assert/strict';
import { afterEach, describe, it, type TestContext } from 'node:test';
import { chooseFlow, type FlowChoice } from '../src/flows/choose-flow.ts';
import { surroundingsOf } from '../src/flows/surroundings.ts';
import {
  type FakeServer,
  metadataOf,
  type Routes,
  type Said,
  startFakeServer,
  wellKnown,
} from './fake-server.ts';
import { matchesSnapshot } from './snapshot.ts';
import { createTestWorld, type Options, runIn, type TestWorld } from './world.ts';

let server: FakeServer;
const started: FakeServer[] = [];

afterEach(() => {
  for (const one of started.splice(0)) one.close();
});

const tokens = { access_token: 'a', token_type: 'Bearer', expires_in: 3600, scope: 'openid' };
const pending: Said = { status: 400, body: { error: 'authorization_pending' } };
const slower: Said = { status: 400, body: { error: 'slow_down' } };

/** A device sign-in against a server that answers the polls one by one. */
async function login(
  polls: readonly Said[],
  device: object = {},
  options: Options = {},
  ...more: readonly string[]
) {
  const left = [...polls];
  const routes: Routes = {
    [wellKnown]: (_, origin) => ({
      body: metadataOf(origin, { device_authorization_endpoint: `${origin}/device` }),
    }),
    '/device': () => ({
      body: {
        device_code: 'secret-device-code',
        user_code: 'BCDF-GHJK',
        verification_uri: 'https://auth.example.com/device',
        verification_uri_complete: 'https://auth.example.com/device?user_code=BCDF-GHJK',
        expires_in: 600,
        ...device,
      },
    }),
    '/token': () => left.shift() ?? { status: 500, body: 'asked too often' },
  };
  server = await startFakeServer(routes);
  started.push(server);
  const start = Date.now();
  const world: TestWorld = createTestWorld({
    now: () => start + world.slept.reduce((sum, milliseconds) => sum + milliseconds, 0),
    ...options,
  });
  const words = ['login', server.origin, '--client-id', 'c', '--scope', 'openid read', '--device', ...more];
  const ran = await runIn(world, ...words);
  world.remove();
  return { ...ran, slept: world.slept };
}

describe('login on another device', () => {
  it('shows address, code and link, and polls at the interval, five seconds slower when told — RFC 8628 §3.5, cli.md §2 device', async (t: TestContext) => {
    const { code, out, err, slept } = await login([pending, slower, pending, { body: tokens }], {
      interval: 3,
    });
    assert.equal(code, 0);
    assert.deepEqual(slept, [3000, 3000, 8000, 8000]);
    matchesSnapshot(t, err);
    assert.match(out, /Refused +read/);
  });

  it('waits five seconds where the server names no interval', async () => {
    assert.deepEqual((await login([pending, { body: tokens }])).slept, [5000, 5000]);
  });

  const troubles: Readonly<Record<string, Said>> = {
    'an error of the server': { status: 500, body: 'oops' },
    'an error of the server, as OAuth': { status: 500, body: { error: 'server_error' } },
    'a gateway without a server': { status: 502, body: '<html>' },
    'a server out of order': { status: 503, body: { error: 'temporarily_unavailable' } },
    'a gateway that waited in vain': { status: 504, body: '' },
    'too many requests': { status: 429, body: { error: 'too_many_requests' } },
    'a broken connection': { body: 'break' },
    'no answer': { body: 'hang' },
    'an error that says it will pass': { status: 400, body: { error: 'temporarily_unavailable' } },
  };
  for (const [name, trouble] of Object.entries(troubles)) {
    it(`bears ${name}: says so, backs off, goes on, and takes up its pace again — RFC 8628 §3.5`, async () => {
      const polls = [trouble, trouble, trouble, pending, { body: tokens }];
      const short = trouble.body === 'hang' ? ['--timeout', '1'] : [];
      const { code, slept, err } = await login(polls, { interval: 2 }, {}, ...short);
      assert.equal(code, 0, err);
      assert.deepEqual(slept, [2000, 4000, 8000, 16_000, 2000]);
      assert.equal(server.countOf('/token'), 5);
      assert.equal(
        err.match(/does not answer as it should\. Trying on until the code expires\./g)?.length,
        1,
      );
    });
  }

  it('waits as long as the server asks, and not longer than the code lives', async () => {
    const busy = (seconds: string): Said => ({ status: 429, headers: { 'retry-after': seconds }, body: {} });
    const ended = await login([busy('40'), busy('86400'), { body: tokens }], { interval: 1 });
    assert.deepEqual([ended.code, ended.slept], [0, [1000, 40_000, 60_000]]);
  });

  it('asks once more before the code expires, and then says that it was the server', async () => {
    const { code, slept, err } = await login(
      Array.from({ length: 9 }, () => ({ status: 503, body: {} })),
      { interval: 5, expires_in: 40 },
    );
    assert.deepEqual([code, slept], [5, [5000, 10_000, 20_000]]);
    assert.match(err, /The code has expired while the server could not be asked/);
  });

  it('ends at what the server decides, and at a code that was spent', async () => {
    for (const [error, expected] of [
      ['invalid_grant', /The code is no longer good\./],
      ['invalid_request', /refused\./],
      ['unauthorized_client', /refused\./],
    ] as const) {
      const { code, err, slept } = await login([{ body: 'break' }, { status: 400, body: { error } }]);
      assert.deepEqual([code, slept.length], [1, 2]);
      assert.match(err, expected);
    }
  });

  it('stops when the code has expired, by its own clock too', async (t: TestContext) => {
    const told = await login([{ status: 400, body: { error: 'expired_token' } }]);
    assert.equal(told.code, 1);
    matchesSnapshot(
      t,
      told.err.slice(told.err.indexOf('✗')).replaceAll(server.origin, 'https://auth.example.com'),
    );
    const own = await login([], { expires_in: 4 });
    assert.match(own.err, /The code has expired before it was used/);
    assert.equal(server.countOf('/token'), 0);
  });

  it('stops when it was denied — cli.md §5 exit 4', async () => {
    const { code, err } = await login([{ status: 400, body: { error: 'access_denied' } }]);
    assert.equal(code, 4);
    assert.match(err, /✗ The sign-in was denied\./);
  });

  it('says how a server without OAuth answers looks', async (t: TestContext) => {
    const { code, err } = await login([{ status: 404, body: '<html>' }]);
    assert.equal(code, 1);
    matchesSnapshot(t, err.slice(err.indexOf('✗')).replaceAll(server.origin, 'https://auth.example.com'));
  });
});

describe('the way to sign in', () => {
  const choice: FlowChoice = {
    asked: null,
    surroundings: { kind: 'desktop' },
    offers: { authorization: true, device: true },
    comesBackHere: true,
  };
  const elsewhere = { kind: 'elsewhere', reason: 'No display here' } as const;
  const noDevice = { authorization: true, device: false };

  const rows: readonly (readonly [string, Partial<FlowChoice>, string])[] = [
    ['a desktop', {}, 'browser: Opening your browser to sign in.'],
    ['no display', { surroundings: elsewhere }, 'device: No display here, so use another device:'],
    [
      'no display, no device endpoint',
      { surroundings: elsewhere, offers: noDevice },
      'paste: No display here, so use any browser and bring its answer here:',
    ],
    [
      'no display, and a browser all the same',
      { surroundings: elsewhere, asked: 'browser' },
      'browser: Opening your browser to sign in.',
    ],
    ['asked for a device', { asked: 'device' }, 'device: Use any device with a browser:'],
    [
      'asked for a device where there is none',
      { asked: 'device', offers: noDevice },
      'paste: This server has no sign-in by code, so use any browser and bring its answer here:',
    ],
    ['asked to paste', { asked: 'paste' }, 'paste: Use any browser, and bring its answer here:'],
    [
      'a redirect elsewhere',
      { comesBackHere: false },
      'paste: REDIRECT_URI leads elsewhere, so use any browser and bring its answer here:',
    ],
    [
      'a server without pages',
      { offers: { authorization: false, device: true } },
      'device: This server signs in by code only:',
    ],
  ];
  for (const [name, given, expected] of rows) {
    it(`is stated in one line: ${name} — cli.md §2 What is said and refused`, () => {
      const chosen = chooseFlow({ ...choice, ...given });
      assert.equal(`${chosen?.flow}: ${chosen?.line}`, expected);
    });
  }

  it('depends on display, SSH, container and CI — cli.md §2 device', () => {
    const seen = (environment: Record<string, string>, options: Options = {}): string => {
      const world = createTestWorld({ environment, ...options });
      world.remove();
      const found = surroundingsOf(world);
      return found.kind === 'desktop' ? 'desktop' : found.reason;
    };
    assert.equal(seen({ DISPLAY: ':0' }), 'desktop');
    assert.equal(seen({ WAYLAND_DISPLAY: 'wayland-0' }), 'desktop');
    assert.equal(seen({}), 'No display here');
    assert.equal(seen({}, { platform: 'darwin' }), 'desktop');
    assert.equal(seen({ DISPLAY: ':0', SSH_CONNECTION: '1 2 3 4' }), 'This is a session over SSH');
    assert.equal(seen({ SSH_TTY: '/dev/pts/1' }, { platform: 'darwin' }), 'This is a session over SSH');
    assert.equal(seen({ DISPLAY: ':0' }, { isContainer: true }), 'This is a container');
    assert.equal(seen({ DISPLAY: ':0', CI: 'true' }), 'This is a CI job');
    assert.equal(seen({ DISPLAY: ':0', CI: 'false' }), 'desktop');
  });
});
