import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleResource, exampleScope } from '../../src/testing/index.ts';
import { holds, resourcesInForce } from '../../src/tokens/scope-hierarchy.ts';

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
