import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isOwnAddress } from '../src/own-address.ts';

const table: Readonly<Record<string, { own: readonly string[]; others: readonly string[] }>> = {
  'https://auth.example': {
    own: [
      'https://auth.example',
      'https://auth.example/logout',
      'https://AUTH.example:443/oauth/logout?x=1',
      'https://auth.example./logout',
      'https:\\\\auth.example\\logout',
    ],
    others: [
      'https://auth.example.evil.example/logout',
      'https://app.auth.example/',
      'https://auth.example:8443/logout',
      'http://localhost/logout',
      'com.app:/auth.example/logout',
      'no address',
    ],
  },
  'http://localhost:8080': {
    own: ['http://localhost:8080/logout', 'http://127.0.0.1:8080/logout', 'http://[::1]:8080/'],
    others: ['http://localhost:3000/logout', 'http://localhost/logout', 'https://app.example:8080/'],
  },
  'https://host.example/auth': {
    own: [
      'https://host.example/auth',
      'https://host.example/auth/logout',
      'https://host.example/AUTH/logout',
      'https://host.example/%61uth/logout',
      'https://host.example/x/../auth/logout',
      'https://host.example/auth%2flogout',
      'https://host.example/%ff',
    ],
    others: ['https://host.example/', 'https://host.example/authors', 'https://host.example/app/auth/'],
  },
};

describe('an address of this server — security.md B-8', () => {
  for (const [issuer, { own, others }] of Object.entries(table)) {
    it(`is told from others where the issuer is ${issuer}`, () => {
      for (const uri of own) assert.ok(isOwnAddress(uri, issuer), uri);
      for (const uri of others) assert.ok(!isOwnAddress(uri, issuer), uri);
    });
  }
});
