import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleSource } from '@grantor/engine/testing';
import { sha256 } from '@grantor/protocol';
import type { CourteousAnswer } from '../../src/outbound/courtesy.ts';
import type { OutboundRequest } from '../../src/outbound/request.ts';
import { createRequestObjects } from '../../src/outbound/request-objects.ts';

const url = 'https://app.example/request.jwt';

const answered = (body: string, result: 'success' | 'error' = 'success'): CourteousAnswer => ({
  ...{ kind: 'answered', result, status: 200, headers: {} },
  body: Buffer.from(body),
});

const whatever = { digest: null, source: exampleSource() };
const never = () => 0;

/** A site that says of each address what is put there, with a clock of its own. */
function site() {
  const pages = new Map<string, string>();
  const asked: string[] = [];
  let now = 0;
  const objects = createRequestObjects(
    async (request) => {
      asked.push(request.url);
      return answered(pages.get(request.url) ?? '');
    },
    () => now,
  );
  return {
    ...{ pages, asked },
    fetch: (address: string, named: string) =>
      objects.fetch(address, { digest: sha256(named), source: exampleSource() }),
    wait: (seconds: number) => {
      now += seconds * 1000;
    },
  };
}

describe('request objects that clients publish', () => {
  it('are asked for by their types and within the limit of JWTs, for whoever asks — RFC 9101 §5.2.3, security.md S-2, S-3', async () => {
    const asked: [OutboundRequest, string][] = [];
    const objects = createRequestObjects(async (request, onBehalfOf) => {
      asked.push([request, onBehalfOf]);
      return answered('a.b.c');
    }, never);
    const source = exampleSource({ address: '192.0.2.7' });
    assert.equal(await objects.fetch(url, { digest: null, source }), 'a.b.c');
    assert.equal(await objects.fetch(url, whatever), 'a.b.c');
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
      assert.equal(await createRequestObjects(async () => answer, never).fetch(url, whatever), null);
  });

  it('are kept for ten minutes under the digest that names them — OpenID Connect Core §6.2, advanced.md JAR-7', async () => {
    const { pages, asked, fetch, wait } = site();
    pages.set(url, 'a.b.c');
    assert.equal(await fetch(url, 'a.b.c'), 'a.b.c');
    pages.set(url, 'd.e.f');
    wait(599);
    assert.equal(await fetch(url, 'a.b.c'), 'a.b.c');
    assert.equal(asked.length, 1);
    wait(1);
    assert.equal(await fetch(url, 'a.b.c'), 'd.e.f', 'which the caller compares');
    assert.equal(await fetch(url, 'd.e.f'), 'd.e.f');
    assert.equal(asked.length, 3);
  });

  it('are not kept where they are others than named, nor for another address — advanced.md JAR-7', async () => {
    const { pages, asked, fetch } = site();
    const other = 'https://other.example/request.jwt';
    pages.set(url, 'a.b.c');
    for (const address of [url, other, url, other]) await fetch(address, 'x.y.z');
    assert.equal(asked.length, 4);
    await fetch(url, 'a.b.c');
    assert.equal(await fetch(other, 'a.b.c'), '');
    assert.deepEqual(asked.slice(4), [url, other]);
  });

  it('are kept in a bounded number and size — advanced.md JAR-7, security.md L-8', async () => {
    const { pages, asked, fetch } = site();
    const put = async (count: number, object: (at: number) => string) => {
      for (let at = 0; at < count; at += 1) {
        pages.set(`${url}?${at}`, object(at));
        await fetch(`${url}?${at}`, object(at));
      }
      asked.length = 0;
    };
    await put(1001, (at) => `small.${at}`);
    await fetch(`${url}?1`, 'small.1');
    assert.deepEqual(asked, [], 'of the thousand that are kept');
    await fetch(`${url}?0`, 'small.0');
    assert.equal(asked.length, 1);
    const large = (at: number) => `${at}.`.padEnd(16_384, 'x');
    await put(257, large);
    await fetch(`${url}?1`, large(1));
    assert.deepEqual(asked, [], 'of 4 MiB that are kept');
    await fetch(`${url}?0`, large(0));
    assert.equal(asked.length, 1);
  });
});
