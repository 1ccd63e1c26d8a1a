import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleResource, exampleScope } from '../../src/testing/index.ts';
import { holds, inclusionsOf, resourcesInForce, withImplied } from '../../src/tokens/scope-hierarchy.ts';

const files = exampleResource({
  uri: 'https://files.example',
  scopes: [
    exampleScope('manage', { implies: ['write'] }),
    exampleScope('write', { implies: ['read'] }),
    exampleScope('read'),
  ],
});
const mail = exampleResource({
  uri: 'https://mail.example',
  scopes: [exampleScope('write'), exampleScope('read')],
});
const open = exampleResource({ uri: 'https://open.example' });

describe('scope hierarchy of resources — clients.md §9 Record', () => {
  it('lets a broader scope answer for a narrower one, never the reverse', () => {
    assert.equal(holds(['manage'], 'read', [files]), true);
    assert.equal(holds(['read'], 'write', [files]), false);
    assert.equal(holds(['read'], 'read', [mail]), true);
  });

  it('needs every resource that offers the scope to see it so', () => {
    assert.equal(holds(['write'], 'read', [files, mail]), false);
    assert.equal(holds(['write'], 'read', [files, open]), true);
    assert.equal(holds(['write'], 'read', [mail]), false);
    assert.equal(holds(['write'], 'read', []), false);
  });

  it('is that of the resources asked for, or of all where none is', () => {
    assert.deepEqual(resourcesInForce([mail.uri], [files, mail]), [mail]);
    assert.deepEqual(resourcesInForce([], [files, mail]), [files, mail]);
    assert.deepEqual(resourcesInForce(['https://unregistered.example'], [files, mail]), []);
  });
});

describe('all that held scopes include — protocol.md IN-6', () => {
  it('is what each of them is by `holds`, whatever is held and asked for', () => {
    const all = [files, mail, open];
    const names = ['manage', 'write', 'read', 'other'];
    for (const resources of [[], [files], [mail], [files, open], all])
      for (const held of [[], ['other'], ...names.map((name) => [name]), ['manage', 'other'], names]) {
        const expected = names.filter((name) => holds(held, name, resources));
        assert.deepEqual([...withImplied(held, resources, null)].sort(), expected.sort(), String(held));
      }
  });

  it('is no more than was included when they were allowed', () => {
    const agreed = { included: inclusionsOf(['write'], [files]) };
    assert.deepEqual(agreed.included, { [files.uri]: ['read'] });
    assert.deepEqual(withImplied(['manage', 'write'], [files], agreed), ['manage', 'write', 'read']);
    assert.deepEqual(withImplied(['manage'], [files], agreed), ['manage']);
    assert.deepEqual(withImplied(['write'], [files], { included: {} }), ['write']);
    assert.deepEqual(withImplied(['write'], [files], {}), ['write', 'read'], 'from before this was kept');
  });
});
