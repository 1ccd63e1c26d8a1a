import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createClientAddressReader, createProxyTrust } from '../src/client-address.ts';
import { canonicalAddress, ipv6Groups, limitKey, siteKey } from '../src/ip-address.ts';

const proxies = ['10.0.0.0/8', '192.0.2.7', '2001:db8:1::/48'];

describe('the client address — security.md P-1', () => {
  const read = createClientAddressReader(proxies);
  const table: readonly [peer: string, forwarded: string | null, address: string, untrusted: boolean][] = [
    ['203.0.113.9', null, '203.0.113.9', false],
    ['203.0.113.9', '198.51.100.1', '203.0.113.9', true],
    ['::ffff:203.0.113.9', null, '203.0.113.9', false],
    ['10.1.2.3', null, '10.1.2.3', false],
    ['10.1.2.3', '198.51.100.1', '198.51.100.1', false],
    ['::ffff:10.1.2.3', '198.51.100.1', '198.51.100.1', false],
    ['10.1.2.3', '1.1.1.1, 198.51.100.1', '198.51.100.1', false],
    ['10.1.2.3', '1.1.1.1, 198.51.100.1, 10.9.9.9,192.0.2.7', '198.51.100.1', false],
    ['10.1.2.3', '10.0.0.1, 10.0.0.2', '10.0.0.1', false],
    ['10.1.2.3', '198.51.100.1:4711', '198.51.100.1', false],
    ['10.1.2.3', '[2001:db8:9::1]:4711', '2001:db8:9::1', false],
    ['10.1.2.3', '2001:DB8:9:0:0::1', '2001:db8:9::1', false],
    ['2001:db8:1::5', '198.51.100.1', '198.51.100.1', false],
    ['2001:db8:2::5', '198.51.100.1', '2001:db8:2::5', true],
    ['10.1.2.3', '1.1.1.1, unknown', '10.1.2.3', false],
    ['10.1.2.3', '1.1.1.1, unknown, 10.0.0.4', '10.0.0.4', false],
    ['10.1.2.3', '', '10.1.2.3', false],
    ['10.1.2.3', '1.1.1.1,', '10.1.2.3', false],
    ['10.1.2.3', '1.1.1.1:x', '10.1.2.3', false],
  ];
  for (const [peer, forwarded, address, untrustedHeader] of table) {
    it(`of ${peer} with ${forwarded === null ? 'no header' : `"${forwarded}"`} is ${address}`, () => {
      assert.deepEqual(read(peer, forwarded), { address, untrustedHeader });
    });
  }

  it('is never taken from a header while no proxy is trusted', () => {
    const strict = createClientAddressReader([]);
    fc.assert(
      fc.property(fc.ipV4(), fc.string(), (peer, header) => {
        assert.equal(strict(peer, header).address, peer);
      }),
    );
  });

  it('refuses a trusted proxy that is no address or CIDR', () => {
    for (const entry of ['localhost', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0', '']) {
      assert.throws(() => createClientAddressReader([entry]));
    }
  });

  it('knows a trusted peer in either spelling — security.md P-2', () => {
    const isTrusted = createProxyTrust(proxies);
    assert.ok(isTrusted('::ffff:10.0.0.1'));
    assert.ok(!isTrusted('11.0.0.1'));
    assert.ok(!isTrusted('not an address'));
  });
});

describe('addresses', () => {
  it('have one spelling — RFC 5952 §4', () => {
    assert.equal(canonicalAddress('2001:0DB8:0:0:1:0:0:1'), '2001:db8::1:0:0:1');
    assert.equal(canonicalAddress('::'), '::');
    assert.equal(canonicalAddress('1::'), '1::');
    assert.equal(canonicalAddress('::ffff:c000:0201'), '192.0.2.1');
    assert.equal(canonicalAddress('fe80::1%eth0'), 'fe80::1');
    assert.equal(canonicalAddress('1:2:3:4:5:6:7:8'), '1:2:3:4:5:6:7:8');
    for (const text of ['', '1.2.3', '1.2.3.4.5', ':::', 'g::', '01.2.3.4']) {
      assert.equal(canonicalAddress(text), null);
    }
  });

  it('keep their value in every spelling', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const canonical = canonicalAddress(text) ?? '';
        assert.equal(canonicalAddress(canonical), canonical);
        if (!canonical.includes('.')) assert.deepEqual(ipv6Groups(canonical), ipv6Groups(text));
      }),
    );
  });

  it('count as their /64 when IPv6', () => {
    assert.equal(limitKey('192.0.2.1'), '192.0.2.1');
    assert.equal(limitKey('::ffff:192.0.2.1'), '192.0.2.1');
    assert.equal(limitKey('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64');
    assert.equal(limitKey('2001:db8::1'), limitKey('2001:db8:0:0:ffff::'));
    assert.notEqual(limitKey('2001:db8:0:1::'), limitKey('2001:db8:0:2::'));
    assert.equal(siteKey('192.0.2.1'), '192.0.2.1');
    assert.equal(siteKey('2001:db8:1:2::1'), '2001:db8:1::/48');
  });
});
