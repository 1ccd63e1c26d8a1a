import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Courtesy } from '../../src/outbound/courtesy.ts';
import { createDocumentSource } from '../../src/outbound/document-source.ts';
import type { OutboundAnswer, OutboundRequest } from '../../src/outbound/request.ts';
import { readShippedCopies } from '../../src/outbound/shipped-copies.ts';

const source = { address: '192.0.2.1', userAgent: null, requestId: 'r', method: 'GET', path: '/' };
const url = 'https://client.example/metadata.json';

const answered = (
  result: Extract<OutboundAnswer, { kind: 'answered' }>['result'],
  headers: Readonly<Record<string, string>> = {},
): OutboundAnswer => ({ kind: 'answered', result, status: 0, headers, body: Buffer.from('{"a":"ä"}') });

function sourceOf(answer: OutboundAnswer | { kind: 'failed'; reason: 'busy' }) {
  const sent: OutboundRequest[] = [];
  const asked: string[] = [];
  const courtesyTo =
    (client: string): Courtesy =>
    async (request, onBehalfOf) => {
      sent.push(request);
      asked.push(`${client} for ${onBehalfOf}`);
      return answer;
    };
  const made = createDocumentSource({ courtesy: { new: courtesyTo('new'), known: courtesyTo('known') } });
  const fetch = (at: string, etag: string | null, client: 'new' | 'known' = 'new') =>
    made.fetch(at, { etag, client, source });
  return { ...made, fetch, sent, asked };
}

describe('the source of metadata documents — clients.md §5 request, §5 answer', () => {
  it('asks for JSON of 16 KiB at most, with nothing else than the entity tag it knows', async () => {
    const { fetch, sent } = sourceOf(answered('success'));
    await fetch(url, null);
    await fetch(url, 'W/"1"');
    const common = {
      url,
      method: 'GET',
      body: null,
      accept: ['application/json', '+json'],
      longestBody: 16_384,
    };
    assert.deepEqual(sent, [
      { ...common, headers: { accept: 'application/json' } },
      { ...common, headers: { accept: 'application/json', 'if-none-match': 'W/"1"' } },
    ]);
  });

  it('answers the text with its entity tag and its time, an hour when nothing is said', async () => {
    const document = { kind: 'document', text: '{"a":"ä"}' };
    const silent = sourceOf(answered('success'));
    assert.deepEqual(await silent.fetch(url, null), { ...document, etag: null, freshFor: 3600 });
    const telling = sourceOf(answered('success', { etag: '"1"', 'cache-control': 'max-age=120' }));
    assert.deepEqual(await telling.fetch(url, null), { ...document, etag: '"1"', freshFor: 120 });
    const unfit = sourceOf(answered('success', { etag: 'no quotes' }));
    assert.deepEqual(await unfit.fetch(url, null), { ...document, etag: null, freshFor: 3600 });
    const same = sourceOf(answered('not_modified', { 'cache-control': 'max-age=120' }));
    assert.deepEqual(await same.fetch(url, '"1"'), { kind: 'unchanged', freshFor: 120 });
  });

  const faults: readonly [OutboundAnswer, string][] = [
    [answered('gone'), 'gone'],
    [answered('error'), 'unreachable'],
    [{ kind: 'failed', reason: 'too_large' }, 'broken'],
    ...(['timeout', 'unreachable', 'redirect', 'wrong_type', 'content_encoded'] as const).map(
      (reason): [OutboundAnswer, string] => [{ kind: 'failed', reason }, 'unreachable'],
    ),
    [{ kind: 'refused', reason: 'unresolved' }, 'unreachable'],
    [{ kind: 'refused', reason: 'private_address' }, 'forbidden'],
    [{ kind: 'refused', reason: 'own_host' }, 'forbidden'],
  ];
  for (const [answer, fault] of faults) {
    const what = answer.kind === 'answered' ? answer.result : answer.reason;
    it(`takes ${what} for ${fault}`, async () => {
      assert.deepEqual(await sourceOf(answer).fetch(url, null), { kind: 'failed', fault });
    });
  }

  it('says that nobody was asked, which is no fault of the document — security.md S-4', async () => {
    assert.deepEqual(await sourceOf({ kind: 'failed', reason: 'busy' }).fetch(url, null), { kind: 'busy' });
  });

  it('asks for clients it knows apart from new ones, each time for somebody — security.md S-4', async () => {
    const { fetch, asked } = sourceOf(answered('success'));
    await fetch(url, null);
    await fetch(url, '"1"', 'known');
    assert.deepEqual(asked, ['new for 192.0.2.1', 'known for 192.0.2.1']);
  });

  it('has the copies of well-known clients, each under its own address', () => {
    const copies = readShippedCopies();
    assert.deepEqual([...copies.keys()].toSorted(), [
      'https://chatgpt.com/oauth/client.json',
      'https://chatgpt.com/oauth/codex/client.json',
      'https://claude.ai/oauth/claude-code-client-metadata',
      'https://claude.ai/oauth/mcp-oauth-client-metadata',
      'https://vscode.dev/oauth/client-metadata.json',
    ]);
    const { shippedCopy } = sourceOf(answered('gone'));
    assert.equal(shippedCopy(url), null);
    for (const [address, text] of copies) assert.equal(shippedCopy(address), text);
  });
});
