import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleSource } from '@grantor/engine/testing';
import { createCourtesies } from '../../src/outbound/courtesy.ts';
import { createFederationDocuments } from '../../src/outbound/federation-documents.ts';
import type { OutboundAnswer } from '../../src/outbound/request.ts';

const statement: OutboundAnswer = {
  ...{ kind: 'answered', result: 'success', status: 200, headers: {} },
  body: Buffer.from('statement'),
};

function world(send: (url: string) => Promise<OutboundAnswer>) {
  const courtesies = createCourtesies({ now: () => 1_000_000, perAddress: 'on' });
  const documents = createFederationDocuments(courtesies('entity_statement', ({ url }) => send(url)));
  return (url: string, within: number, address = '192.0.2.1') =>
    documents.ask({ url, type: 'application/x', form: null, within, source: exampleSource({ address }) });
}

describe('what entities publish', () => {
  it('is nothing of the entity where its turn did not come in time — security.md S-4', async () => {
    const ask = world(() => new Promise(() => {}));
    for (let index = 0; index < 8; index += 1) void ask(`https://slow${index}.example/`, 5000);
    assert.deepEqual(await ask('https://entity.example/', 20), {
      ...{ kind: 'failed', fault: 'busy' },
      isHeldUp: true,
    });
  });

  it('says when its turn came late, and when not', async () => {
    const ends: (() => void)[] = [];
    const ask = world((url) =>
      url.includes('slow')
        ? new Promise((resolve) => ends.push(() => resolve(statement)))
        : Promise.resolve(statement),
    );
    assert.deepEqual(await ask('https://entity.example/', 20), {
      ...{ kind: 'answered', text: 'statement' },
      isHeldUp: false,
    });
    for (let index = 0; index < 4; index += 1) void ask(`https://slow${index}.example/`, 5000);
    const late = ask('https://entity.example/', 5000);
    await new Promise(setImmediate);
    for (const end of ends) end();
    assert.deepEqual(await late, { kind: 'answered', text: 'statement', isHeldUp: true });
    const slow = world(() => new Promise(() => {}));
    assert.deepEqual(await slow('https://entity.example/', 20), {
      ...{ kind: 'failed', fault: 'unreachable' },
      isHeldUp: false,
    });
  });
});
