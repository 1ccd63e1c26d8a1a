import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleSource } from '@grantor/engine/testing';
import type { CourteousAnswer } from '../../src/outbound/courtesy.ts';
import type { OutboundRequest } from '../../src/outbound/request.ts';
import { createRequestObjects } from '../../src/outbound/request-objects.ts';

const url = 'https://app.example/request.jwt';

const answered = (body: string, result: 'success' | 'error' = 'success'): CourteousAnswer => ({
  ...{ kind: 'answered', result, status: 200, headers: {} },
  body: Buffer.from(body),
});

describe('request objects that clients publish', () => {
  it('are asked for by their types and within the limit of JWTs, for whoever asks — RFC 9101 §5.2.3, security.md S-2, S-3', async () => {
    const asked: [OutboundRequest, string][] = [];
    const objects = createRequestObjects(async (request, onBehalfOf) => {
      asked.push([request, onBehalfOf]);
      return answered('a.b.c');
    });
    assert.equal(await objects.fetch(url, exampleSource({ address: '192.0.2.7' })), 'a.b.c');
    assert.equal(await objects.fetch(url, exampleSource()), 'a.b.c');
    const [[request, address] = assert.fail()] = asked;
    assert.equal(asked.length, 2, 'nothing is kept');
    assert.equal(address, '192.0.2.7');
    assert.equal(request.url, url);
    assert.equal(request.longestBody, 16_384);
    assert.ok(request.accept?.includes('application/oauth-authz-req+jwt'));
  });

  it('are nothing where none can be had, or what is had is no text — advanced.md JAR-7', async () => {
    const answers: readonly CourteousAnswer[] = [
      answered('a.b.c', 'error'),
      { kind: 'failed', reason: 'busy' },
      { kind: 'failed', reason: 'too_large' },
      { kind: 'refused', reason: 'unresolved' },
      { kind: 'answered', result: 'success', status: 200, headers: {}, body: Buffer.from([0xff]) },
    ];
    for (const answer of answers)
      assert.equal(await createRequestObjects(async () => answer).fetch(url, exampleSource()), null);
  });
});
