import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { certificateThumbprint } from '@grantor/protocol';
import type { CertificateOptions } from '../../src/index.ts';
import {
  admitted,
  createWorld,
  denied,
  guardIn,
  type RequestChange,
  requestOf,
  signToken,
} from '../world.ts';

// A self-signed certificate of client.example; its key was never kept
const base64 = [
  'MIIBiDCCAS+gAwIBAgIUPMjJ5MBLWZm8901iFUrTro4hiYowCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOY2xpZW50LmV4YW1w',
  'bGUwIBcNMjYxMTI1MTAzNjMxWhgPMjEyNjExMDExMDM2MzFaMBkxFzAVBgNVBAMMDmNsaWVudC5leGFtcGxlMFkwEwYHKoZI',
  'zj0CAQYIKoZIzj0DAQcDQgAEIfquqH9pC7Wb9qIkcGDn+upBiwih+cZVYO2ifDyByvHAlyvyDpCki+RR6fJVy6Mboi1wQBRi',
  'mXmYh7cx32tgAaNTMFEwHQYDVR0OBBYEFKJNwsW7Ic0IVSs6wAemjChFc/UuMB8GA1UdIwQYMBaAFKJNwsW7Ic0IVSs6wAem',
  'jChFc/UuMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgFh6hQyOrPiasJ8WaDD1znHWLKMaa80FU4BqeR91M',
  'RCACICRPKaBfIQzsgisXes0uUcgHGm0HMjUDbpRvlC2cVSt7',
].join('');
const der = new Uint8Array(Buffer.from(base64, 'base64'));

const proxy = '10.0.0.1';
const options: CertificateOptions = {
  mode: 'accepted',
  header: 'client-cert',
  isTrustedProxy: (peer) => peer === proxy,
};
const bound = await signToken({ claims: { cnf: { 'x5t#S256': certificateThumbprint(der) } } });
const unbound = await signToken();

const guardOf = (certificate: CertificateOptions | null = options) => guardIn(createWorld(), { certificate });
const request = (change: RequestChange & { token?: string } = {}) =>
  requestOf({
    ...change,
    headers: { authorization: `Bearer ${change.token ?? bound}`, ...change.headers },
  });
const header = { 'client-cert': `:${base64}:` };

describe('a certificate-bound token', () => {
  it('passes with the certificate of the connection — RFC 8705 §3, resource.md §2 cnf.x5t#S256', async () => {
    await admitted(guardOf(), request({ certificate: der }));
  });

  it('passes with the certificate in the header of a trusted proxy — RFC 9440 §2.2', async () => {
    await admitted(guardOf(), request({ peer: proxy, headers: header }));
  });

  const refused: Readonly<Record<string, RequestChange>> = {
    'no certificate': {},
    'the header of anybody else': { headers: header, peer: '192.0.2.1' },
    'the header of a peer nobody knows': { headers: header, peer: null },
    'the connection of the proxy itself': { certificate: der, peer: proxy },
    'two headers': {
      peer: proxy,
      headers: { 'client-cert': [header['client-cert'], header['client-cert']] },
    },
    'another certificate': { peer: proxy, headers: { 'client-cert': ':AAAA:' } },
    'another certificate on the connection': { certificate: der.slice(1) },
  };
  for (const [name, change] of Object.entries(refused)) {
    it(`with ${name} is refused — RFC 8705 §3, security.md P-2`, async () => {
      const reply = await denied(guardOf(), request(change));
      assert.equal(reply.status, 401);
      assert.match(reply.body ?? '', /"invalid_token"/);
    });
  }

  it('counts the connection only where no header is configured', async () => {
    const guard = guardOf({ ...options, header: null });
    await admitted(guard, request({ certificate: der, peer: proxy }));
    await denied(guard, request({ peer: proxy, headers: header }));
  });

  it('is refused where certificates are not looked at: nobody could tell — RFC 7800 §3', async () => {
    const reply = await denied(guardOf(null), request({ certificate: der }));
    assert.equal(reply.status, 401);
  });

  it('may be demanded — RFC 8705 §3', async () => {
    const guard = guardOf({ ...options, mode: 'required' });
    await admitted(guard, request({ certificate: der }));
    await denied(guard, request({ certificate: der, token: unbound }));
    await admitted(guardOf(), request({ token: unbound }));
  });
});
