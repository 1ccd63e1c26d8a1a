import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleDetail, exampleResource, exampleScope } from '../../src/testing/index.ts';
import { withoutDetails } from '../../src/tokens/left-out.ts';

const bank = exampleResource({ uri: 'https://bank.example', scopes: [exampleScope('bank:read')] });
const shop = exampleResource({ uri: 'https://shop.example', scopes: [exampleScope('shop:read')] });
const open = 'https://open.example';
const issuer = 'https://auth.example';
const at = (...locations: string[]) => exampleDetail({ locations });

type Asked = { readonly scope?: readonly string[]; readonly resources?: readonly string[] };

/** Where tokens are good once the first of the details is left out. */
function placesOf(details: ReturnType<typeof at>[], { scope = ['openid'], resources }: Asked = {}) {
  const request = {
    ...{ scope, details, registered: [bank, shop], apis: [bank, shop] },
    resources: resources ?? [bank.uri, shop.uri],
  };
  const left = withoutDetails(request, [0], { issuer });
  assert.deepEqual(left.details, details.slice(1));
  assert.deepEqual(
    left.apis.map(({ uri }) => uri),
    left.resources.filter((uri) => uri !== issuer),
  );
  return left.resources;
}

describe('a resource of details that a person leaves out — advanced.md RAR-3', () => {
  it('goes with them', () => {
    assert.deepEqual(placesOf([at(bank.uri), at(shop.uri)]), [shop.uri]);
    assert.deepEqual(placesOf([at(`${bank.uri}/`), at(shop.uri)]), [shop.uri]);
  });

  it('leaves userinfo where it was the last, and no place that the page did not name', () => {
    assert.deepEqual(placesOf([at(bank.uri)], { resources: [bank.uri] }), [issuer]);
    assert.deepEqual(placesOf([exampleDetail()], { resources: [] }), []);
  });

  it('stays for another detail, one without a location too', () => {
    const both = [bank.uri, shop.uri];
    assert.deepEqual(placesOf([at(bank.uri), at(bank.uri, shop.uri)]), both);
    assert.deepEqual(placesOf([at(bank.uri), exampleDetail()]), both);
  });

  it('stays for a scope that is for it', () => {
    assert.deepEqual(placesOf([at(bank.uri)], { scope: ['openid', 'bank:read'] }), [bank.uri, shop.uri]);
    assert.deepEqual(placesOf([at(bank.uri)], { scope: ['shop:read'] }), [shop.uri]);
    const resources = [open, shop.uri];
    assert.deepEqual(placesOf([at(open)], { scope: ['anything'], resources }), resources);
    assert.deepEqual(placesOf([at(open)], { scope: ['shop:read'], resources }), [shop.uri]);
  });
});
