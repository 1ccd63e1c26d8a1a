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
import { createTestWorld, type Options, runIn } from './world.ts';

let server: FakeServer;
const started: FakeServer[] = [];

afterEach(() => {
  for (const one of started.splice(0)) one.close();
});

const tokens = { access_token: 'a', token_type: 'Bearer', expires_in: 3600, scope: 'openid' };
const pending: Said = { status: 400, body: { error: 'authorization_pending' } };
const slower: Said = { status: 400, body: { error: 'slow_down' } };

/** A device sign-in against a server that answers the polls one by one. */
async function login(polls: readonly Said[], device: object = {}, options: Options = {}) {
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
  const world = createTestWorld(options);
  const words = ['login', server.origin, '--client-id', 'c', '--scope', 'openid read', '--device'];
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

  it('goes on after a server that is out of order for a moment', async () => {
    const { code, slept } = await login([{ status: 503, body: {} }, { body: tokens }], { interval: 1 });
    assert.deepEqual([code, slept], [0, [1000, 250]]);
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
