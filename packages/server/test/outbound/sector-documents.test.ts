import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CourteousAnswer } from '../../src/outbound/courtesy.ts';
import type { OutboundRequest } from '../../src/outbound/request.ts';
import { createSectorDocuments } from '../../src/outbound/sector-documents.ts';

const url = 'https://sector.example/uris.json';
const address = '192.0.2.7';
const [first, second] = ['https://a.example/', 'https://b.example/'];

const served = (text: string, change: object = {}): CourteousAnswer => ({
  ...{ kind: 'answered', result: 'success', status: 200, headers: {}, body: Buffer.from(text) },
  ...(change as Record<never, never>),
});

function sectorOf(answer: CourteousAnswer) {
  const asked: (OutboundRequest & { readonly onBehalfOf: string })[] = [];
  const sectors = createSectorDocuments(async (request, onBehalfOf) => {
    asked.push({ ...request, onBehalfOf });
    return answer;
  });
  return { asked, lists: (...uris: string[]) => sectors.lists(url, uris, { address }) };
}

describe('the list of a sector — advanced.md PWS-3', () => {
  it('is fetched as JSON, bounded, each time, on behalf of whoever asks', async () => {
    const sector = sectorOf(served(JSON.stringify([first, second])));
    assert.equal(await sector.lists(second), 'all');
    assert.equal(await sector.lists(first, second), 'all');
    assert.equal(await sector.lists(first, 'https://c.example/'), 'not_all');
    assert.equal(sector.asked.length, 3);
    const [request] = sector.asked;
    assert.deepEqual(
      [request?.url, request?.method, request?.onBehalfOf, request?.longestBody],
      [url, 'GET', address, 65_536],
    );
    assert.deepEqual(request?.accept, ['application/json', '+json']);
  });

  it('counts only as an answer that is a list', async () => {
    const list = JSON.stringify([first]);
    const texts = ['{"uris":["https://a.example/"]}', first, JSON.stringify(first), ''];
    const failures: CourteousAnswer[] = [
      { kind: 'failed', reason: 'busy' },
      { kind: 'refused', reason: 'private_address' },
      served(list, { result: 'error', status: 404 }),
      ...texts.map((text) => served(text)),
    ];
    for (const answer of failures)
      assert.equal(await sectorOf(answer).lists(first), 'unavailable', JSON.stringify(answer));
  });
});
