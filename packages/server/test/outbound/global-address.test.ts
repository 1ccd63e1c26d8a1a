import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isGlobalAddress } from '../../src/outbound/global-address.ts';

/** First and last address of every range, and special forms. */
const closed: Record<string, readonly string[]> = {
  'this network': ['0.0.0.0', '0.255.255.255'],
  private: ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
  'shared address space': ['100.64.0.0', '100.127.255.255'],
  loopback: ['127.0.0.1', '127.255.255.255', '::1'],
  'link-local, metadata services': [
    '169.254.0.0',
    '169.254.169.254',
    '169.254.255.255',
    'fe80::1',
    'febf::1',
  ],
  'protocol assignments': ['192.0.0.0', '192.0.0.255', '2001::', '2001:1ff::1'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
  '6to4': ['192.88.99.1', '2002:7f00:1::'],
  Teredo: ['2001:0:7f00:1::'],
  benchmarking: ['198.18.0.0', '198.19.255.255'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  reserved: ['240.0.0.1', '255.255.255.255', '4000::1'],
  unspecified: ['::'],
  'unique local': ['fc00::1', 'fdff::1', 'fd00:ec2::254'],
  'site-local': ['fec0::1'],
  'IPv4-mapped, even of a global address': ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8'],
  'IPv4-compatible': ['::127.0.0.1', '::8.8.8.8'],
  'NAT64, even of a global address': ['64:ff9b::7f00:1', '64:ff9b::8.8.8.8', '64:ff9b:1::1'],
  'discard-only and segment routing': ['100::1', '5f00::1'],
  'no address': ['', 'localhost', '127.1', '2130706433', '0x7f.0.0.1', '2606:4700::1%eth0'],
};

const open = [
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2001:200::1',
  '2a00::1',
  '3ffe::1',
];

describe('a global address — RFC 6890 §2.2, security.md S-1', () => {
  for (const [name, addresses] of Object.entries(closed)) {
    it(`is not: ${name}`, () => {
      for (const address of addresses) assert.equal(isGlobalAddress(address), false, address);
    });
  }

  it('is what lies beside those ranges', () => {
    for (const address of open) assert.equal(isGlobalAddress(address), true, address);
  });
});
