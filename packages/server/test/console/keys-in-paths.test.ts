import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { idOfKey, pathKey } from '../../src/console/path-key.ts';
import { personIn, personKey } from '../../src/console/person-key.ts';

const ids = ['web', 'https://app.example/client.json', 'u_looks like one', 'ä', 'a b', `x${'y'.repeat(200)}`];
const encoded = (bytes: string): string => Buffer.from(bytes).toString('base64url');
const known = async () => ids;

describe('the key of an id in a path', () => {
  it('leads back to it', async () => {
    for (const id of ids) assert.equal(await idOfKey(pathKey(id), known), id);
    for (const id of ids) assert.equal(personIn(personKey(id)), id);
  });

  it('is one, and names nothing that no store keeps — security.md I-2', async () => {
    for (const key of [
      ...[`u_${encoded('web')}`, `u_${encoded('a\0b')}`, `u_${encoded('ä')}=`],
      ...[`u_${Buffer.from([0xed, 0xa0, 0x80]).toString('base64url')}`, `u_${encoded('x'.repeat(200))}`],
    ]) {
      assert.equal(await idOfKey(key, known), null, key);
    }
    for (const key of ['', '-', `-${encoded('ada')}`, `-${encoded('a\0b')}`, `-${encoded('ä')}=`]) {
      assert.equal(personIn(key), '', key);
    }
  });
});
