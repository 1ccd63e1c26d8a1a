import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCourtesies, type Purpose } from '../../src/outbound/courtesy.ts';
import type { OutboundAnswer } from '../../src/outbound/request.ts';

const answered: OutboundAnswer = {
  ...{ kind: 'answered', result: 'success', status: 200 },
  ...{ headers: {}, body: new Uint8Array() },
};

const get = (url: string) =>
  ({ url, method: 'GET', headers: {}, body: null, accept: null, longestBody: null }) as const;

const purposes: readonly Purpose[] = ['new_client', 'known_client', 'key_set', 'logo'];

function world(outbound: () => Promise<OutboundAnswer> = async () => answered) {
  let now = 1_000_000;
  let asked = 0;
  const courtesies = createCourtesies(() => now);
  const opened = new Map(
    purposes.map((purpose) => [
      purpose,
      courtesies(purpose, () => {
        asked += 1;
        return outbound();
      }),
    ]),
  );
  const ask = async (purpose: Purpose, url: string, address: string): Promise<string> => {
    const answer = await opened.get(purpose)?.(get(url), address);
    return answer?.kind === 'failed' ? answer.reason : String(answer?.kind);
  };
  return { ask, asked: () => asked, wait: (seconds: number) => (now += seconds * 1000) };
}

const address = (index: number): string => `192.0.2.${index}`;

describe('courtesy', () => {
  it('asks 120 times a minute in all, whatever for and for whomever — security.md S-3', async () => {
    const { ask, asked, wait } = world();
    for (let index = 0; index < 200; index += 1) {
      for (const purpose of purposes) await ask(purpose, `https://c${index}.example/`, address(index));
    }
    assert.equal(asked(), 120);
    wait(60);
    assert.equal(await ask('logo', 'https://c.example/', address(201)), 'answered');
  });

  it('asks one origin 30 times a minute — security.md S-3', async () => {
    const { ask, asked } = world();
    for (let index = 0; index < 40; index += 1) {
      for (const purpose of purposes) await ask(purpose, `https://client.example/${index}`, address(index));
    }
    assert.ok(asked() <= 30 && asked() >= 28, String(asked()));
  });

  it('leaves ten honest new documents their way beside one address that asks for all it can — security.md S-4', async () => {
    const { ask } = world(async () => ({ kind: 'refused', reason: 'unresolved' }));
    for (let index = 0; index < 300; index += 1) {
      await ask('new_client', `https://nowhere${index}.example/`, address(1));
    }
    for (let index = 0; index < 10; index += 1) {
      const answer = await ask('new_client', `https://honest${index}.example/`, address(100 + index));
      assert.notEqual(answer, 'busy', `honest ${index}`);
    }
  });

  it('counts an IPv6 network as one address — security.md L-1', async () => {
    const { ask, asked } = world();
    for (let index = 0; index < 99; index += 1) {
      await ask('new_client', `https://c${index}.example/`, `2001:db8:1:2::${index.toString(16)}`);
    }
    assert.equal(asked(), 8);
  });

  it('leaves every other purpose its way when one is used up — security.md S-4', async () => {
    const { ask } = world();
    for (let index = 0; index < 200; index += 1) {
      await ask('new_client', `https://c${index}.example/`, address(index));
    }
    assert.equal(await ask('new_client', 'https://one.example/', address(250)), 'busy');
    for (const purpose of purposes.slice(1)) {
      assert.equal(await ask(purpose, 'https://one.example/', address(250)), 'answered', purpose);
    }
  });

  it('is not held up by slow sources of one address or one origin — security.md S-4', async () => {
    const gates: (() => void)[] = [];
    const { ask, asked } = world(() => new Promise((resolve) => gates.push(() => resolve(answered))));
    for (let index = 0; index < 9; index += 1) {
      void ask('new_client', `https://slow${index}.example/`, address(1));
      void ask('new_client', `https://slow.example/${index}`, address(10 + index));
    }
    await new Promise(setImmediate);
    assert.equal(asked(), 4);
    const honest = ask('new_client', 'https://honest.example/', address(2));
    await new Promise(setImmediate);
    assert.equal(asked(), 5);
    gates[4]?.();
    assert.equal(await honest, 'answered');
    for (const end of gates) end();
  });
});
