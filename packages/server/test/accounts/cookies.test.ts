import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { epoch, Secret, sha256, userId } from '@grantor/protocol';
import { cookieJar, cookieNames, knownDevice, rememberDevice } from '../../src/accounts/cookies.ts';
import { csrfToken, isCsrfToken, sameOrigin } from '../../src/accounts/csrf.ts';
import { fingerprint } from '../../src/accounts/fingerprint.ts';
import { now, random } from './world.ts';

const key = Buffer.alloc(32, 7);
const value = random.token(32);

describe('cookies', () => {
  const secure = cookieJar('https://id.example/');
  const plain = cookieJar('http://localhost');

  it('carries the host prefix and Secure under https only — protocol.md SE-1', () => {
    assert.equal(
      secure.session(Secret.of(value), null),
      `__Host-grantor_session=${value}; Path=/; HttpOnly; Secure; SameSite=Lax`,
    );
    assert.equal(
      plain.session(Secret.of(value), 7_776_000),
      `grantor_session=${value}; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax`,
    );
    assert.equal(plain.endSession(), 'grantor_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax');
    assert.match(secure.browser(Secret.of(value)), /^__Host-grantor_browser=.+; Max-Age=31536000; /);
  });

  it('carries a mark of the issuer where the host is not its own — protocol.md SE-1', () => {
    const issuers = [
      'http://localhost:8080',
      'http://localhost:9090',
      'https://id.example/a',
      'https://id.example/b',
    ];
    const names = issuers.map((issuer) => cookieNames(issuer).session);
    assert.equal(new Set(names).size, issuers.length);
    for (const name of names) assert.match(name, /^(__Host-)?grantor_session_[A-Za-z0-9_-]{8}$/);
    assert.equal(cookieNames('https://id.example/a/').session, cookieNames('https://id.example/a').session);
    const [one, other] = [cookieJar('http://localhost:8080'), cookieJar('http://localhost:9090')];
    const line = one.session(Secret.of(value), null).split(';')[0] ?? '';
    assert.equal(one.read(line).session, value);
    assert.equal(other.read(line).session, null);
  });

  it('reads back what it wrote, among others', () => {
    const read = secure.read(`a=1; __Host-grantor_session=${value}; __Host-grantor_browser=${value}`);
    const strangers = {
      session: null,
      browser: null,
      poster: null,
      ticket: null,
      devices: null,
      forward: null,
    };
    const nothing = { ...strangers, state: null, said: null };
    assert.deepEqual(read, { ...nothing, session: value, browser: value });
    assert.deepEqual(secure.read(null), nothing);
  });

  it('keeps what a posted request is bound to apart, for the way back only — protocol.md AZ-7', () => {
    const line = secure.poster(Secret.of(value));
    assert.equal(line, `__Host-grantor_posted=${value}; Path=/; Max-Age=300; HttpOnly; Secure; SameSite=Lax`);
    assert.equal(secure.read(line.split(';')[0] ?? '').poster, value);
    assert.match(secure.endPoster(), /^__Host-grantor_posted=; Path=\/; Max-Age=0;/);
  });

  it('gives one to every host of a domain, under its plain name — resource.md §9 Browser mode', () => {
    const line = secure.forward(Secret.of(value), 'example.com');
    assert.equal(
      line,
      `grantor_forward=${value}; Path=/; Domain=example.com; HttpOnly; Secure; SameSite=Lax`,
    );
    assert.equal(secure.read(line.split(';')[0] ?? '').forward, value);
    assert.doesNotMatch(plain.forward(Secret.of(value), 'localhost'), /Secure/);
  });

  it('ignores the plain name under https, other shapes and a cookie sent twice', () => {
    const values = [`grantor_session=${value}`, '__Host-grantor_session=short'];
    for (const header of values) assert.equal(secure.read(header).session, null);
    const twice = `grantor_session=${value}; grantor_session=${random.token(32)}`;
    assert.equal(plain.read(twice).session, null);
  });
});

describe('known device — product.md S-4', () => {
  const jar = cookieJar('https://id.example');
  const ada = { userId: userId('ada'), now };
  const bob = { userId: userId('bob'), now };
  const presentedAs = (devices: string) => jar.read(`${jar.devices(devices).split(';')[0]}; other=1`);
  const nothing = jar.read(null);

  it('knows who signed in here, and nobody else', () => {
    const presented = presentedAs(rememberDevice(key, nothing, ada));
    assert.notEqual(knownDevice(key, presented, ada), null);
    assert.equal(knownDevice(key, presented, bob), null);
    assert.equal(knownDevice(Buffer.alloc(32, 8), presented, ada), null);
    assert.equal(knownDevice(key, nothing, ada), null);
  });

  it('has one spelling, so that none gives failures a count of its own', () => {
    const value = rememberDevice(key, nothing, ada);
    const [expires = '', mac = ''] = value.split(':');
    const respelt = [
      ...[
        `${value}:j1`,
        `${value}:`,
        `${value}-`,
        `0${value}`,
        `00${value}`,
        `:${value}`,
        `${expires}::${mac}`,
      ],
      ...[
        `${expires}:${mac}A`,
        `-${value}`,
        `${expires}.${mac}`,
        `${expires}:${mac.slice(0, -1)}`,
        value.toUpperCase(),
      ],
      // The last character of 256 bits has two spare ones
      ...[...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
        .map((last) => `${value.slice(0, -1)}${last}`)
        .filter((other) => other !== value),
    ];
    for (const other of respelt) {
      assert.equal(knownDevice(key, { ...nothing, devices: other }, ada), null, other);
    }
    const among = { ...nothing, devices: `${value}:j1.${value}.${value}` };
    assert.equal(knownDevice(key, among, ada), value);
  });

  it('keeps several people and names none', () => {
    const first = presentedAs(rememberDevice(key, nothing, ada));
    const value = rememberDevice(key, first, bob);
    const both = presentedAs(value);
    assert.notEqual(knownDevice(key, both, ada), null);
    assert.notEqual(knownDevice(key, both, bob), null);
    assert.doesNotMatch(value, /ada|bob/);
  });

  it('forgets after a year and beyond four people', () => {
    const presented = presentedAs(rememberDevice(key, nothing, ada));
    assert.equal(knownDevice(key, presented, { ...ada, now: epoch(now + 31_536_000) }), null);
    const crowded = ['b', 'c', 'd', 'e'].reduce(
      (jarred, name) => presentedAs(rememberDevice(key, jarred, { userId: userId(name), now })),
      presented,
    );
    assert.equal(knownDevice(key, crowded, ada), null);
  });
});

describe('form token — security.md B-4', () => {
  const binding = { browser: sha256('browser'), session: sha256('session') };
  const token = csrfToken(key, binding);

  it('is good for its browser and session only', () => {
    assert.equal(isCsrfToken(key, token, binding), true);
    assert.equal(isCsrfToken(key, token, { ...binding, session: null }), false);
    assert.equal(isCsrfToken(key, token, { ...binding, session: sha256('other') }), false);
    assert.equal(isCsrfToken(key, token, { ...binding, browser: sha256('other') }), false);
    assert.equal(isCsrfToken(Buffer.alloc(32), token, binding), false);
    assert.equal(isCsrfToken(key, '', binding), false);
  });
});

describe('same origin — security.md B-4', () => {
  const cases: readonly [string | null, string | null, boolean][] = [
    ['same-origin', 'https://id.example', true],
    [null, 'https://id.example', true],
    ['none', null, true],
    [null, null, true],
    ['same-origin', 'null', false],
    [null, 'null', false],
    ['cross-site', 'https://id.example', false],
    ['same-site', null, false],
    ['same-origin', 'https://evil.example', false],
    [null, 'http://id.example', false],
    [null, 'https://id.example.evil', false],
  ];
  for (const [secFetchSite, origin, expected] of cases) {
    it(`${expected ? 'accepts' : 'refuses'} Sec-Fetch-Site ${secFetchSite}, Origin ${origin}`, () => {
      assert.equal(sameOrigin({ secFetchSite, origin }, 'https://id.example/'), expected);
    });
  }
});

describe('fingerprint — protocol.md SE-3', () => {
  const chrome = (version: string) => ({
    userAgent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/${version} Safari/537.36`,
    address: '192.0.2.1',
  });

  it('survives an update and tells browsers apart — product.md §4 fingerprint', () => {
    const before = fingerprint('user_agent', chrome('131.0.0.0'));
    assert.equal(before, fingerprint('user_agent', chrome('132.0.6834.83')));
    assert.notEqual(before, fingerprint('user_agent', { userAgent: 'curl/8.5.0', address: '192.0.2.1' }));
  });

  it('survives asking for the desktop site, and knows the browser still', () => {
    const seenAs = (userAgent: string) => fingerprint('user_agent', { userAgent, address: '192.0.2.1' });
    const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0';
    const android = seenAs(`Mozilla/5.0 (Linux; Android 10; K) ${webkit} Mobile Safari/537.36`);
    assert.equal(android, seenAs(`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Safari/537.36`));
    const safari = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4';
    const phone = seenAs(
      `Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) ${safari} Mobile/15E148 Safari/604.1`,
    );
    assert.equal(phone, seenAs(`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${safari} Safari/605.1.15`));
    const firefox = seenAs('Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0');
    assert.equal(new Set([android, phone, firefox, seenAs(''), seenAs('curl/8.5.0')]).size, 5);
  });

  it('adds the address when told to, and nothing when off', () => {
    const elsewhere = { ...chrome('131'), address: '192.0.2.2' };
    const rule = 'user_agent_and_address';
    assert.notEqual(fingerprint(rule, chrome('131')), fingerprint(rule, elsewhere));
    assert.equal(fingerprint('user_agent', chrome('131')), fingerprint('user_agent', elsewhere));
    assert.equal(fingerprint('none', chrome('131')), null);
  });
});
