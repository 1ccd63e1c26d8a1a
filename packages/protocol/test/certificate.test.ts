import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { certificateThumbprint, readCertificateHeader } from '../src/index.ts';

// A self-signed certificate of client.example; its key was never kept
const base64 = [
  'MIIBiDCCAS+gAwIBAgIUPMjJ5MBLWZm8901iFUrTro4hiYowCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOY2xpZW50LmV4YW1w',
  'bGUwIBcNMjYxMTI1MTAzNjMxWhgPMjEyNjExMDExMDM2MzFaMBkxFzAVBgNVBAMMDmNsaWVudC5leGFtcGxlMFkwEwYHKoZI',
  'zj0CAQYIKoZIzj0DAQcDQgAEIfquqH9pC7Wb9qIkcGDn+upBiwih+cZVYO2ifDyByvHAlyvyDpCki+RR6fJVy6Mboi1wQBRi',
  'mXmYh7cx32tgAaNTMFEwHQYDVR0OBBYEFKJNwsW7Ic0IVSs6wAemjChFc/UuMB8GA1UdIwQYMBaAFKJNwsW7Ic0IVSs6wAem',
  'jChFc/UuMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgFh6hQyOrPiasJ8WaDD1znHWLKMaa80FU4BqeR91M',
  'RCACICRPKaBfIQzsgisXes0uUcgHGm0HMjUDbpRvlC2cVSt7',
].join('');
// By `openssl dgst -sha256`
const thumbprint = 'lkv4fJr0pHq4QeqtwZXw7ybtktwo8CexHUOb6SqWIKU';
const der = Buffer.from(base64, 'base64');
const lines = base64.match(/.{1,64}/g) ?? [];
const pem = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;

describe('certificates', () => {
  it('have the thumbprint of their DER — RFC 8705 §3.1', () => {
    assert.equal(certificateThumbprint(der), thumbprint);
  });

  for (const [sender, value] of Object.entries({
    'a byte sequence': `:${base64}:`, // RFC 9440 §2.2
    'PEM in one line': pem.replaceAll('\n', ' '),
    'PEM with tabs': pem.replaceAll('\n', '\n\t'),
    'PEM, percent-encoded': encodeURIComponent(pem),
    'bare base64': base64,
    'bare base64, percent-encoded': encodeURIComponent(base64),
    'a chain, the client first': `${base64},AAAA`,
    'a chain of PEM': encodeURIComponent(pem + pem),
  })) {
    it(`are read from ${sender}`, () => {
      const read = readCertificateHeader(value);
      assert.ok(read !== null);
      assert.equal(certificateThumbprint(read), thumbprint);
    });
  }

  it('are none in anything else', () => {
    const odd = [
      '',
      ':',
      '::',
      '%',
      '%zz',
      'AAAA',
      ':AAAA:',
      base64.slice(4),
      `x${base64}`,
      '(null)',
      'SUCCESS',
    ];
    for (const value of odd) assert.equal(readCertificateHeader(value), null, value);
  });

  it('never make reading throw — security.md I-1', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (value) => void readCertificateHeader(value)),
    );
  });
});
