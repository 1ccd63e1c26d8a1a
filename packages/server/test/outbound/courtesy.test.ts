import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCourtesies } from '../../src/outbound/courtesy.ts';
import type { Purpose } from '../../src/outbound/fair-share.ts';
import type { OutboundAnswer } from '../../src/outbound/request.ts';

const answered: OutboundAnswer = {
  ...{ kind: 'answered', result: 'success', status: 200 },
  ...{ headers: {}, body: new Uint8Array() },
};

const get = (url: string) =>
  ({ url, method: 'GET', headers: {}, body: null, accept: null, longestBody: null }) as const;

const purposes: readonly Purpose[] = ['new_client', 'known_client', 'key_set', 'sector', 'logo'];

function world(
  outbound: () => Promise<OutboundAnswer> = async () => answered,
  perAddress: 'on' | 'off' = 'on',
) {
  let now = 1_000_000;
  let asked = 0;
  const courtesies = createCourtesies({ now: () => now, perAddress });
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

const many = <Result>(count: number, ask: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => ask(index)));
const numberOf = (answers: readonly string[], kind: string): number =>
  answers.filter((answer) => answer === kind).length;

describe('courtesy', () => {
  it('asks 120 times a minute at most, whatever for and for whomever — security.md S-3', async () => {
    const { ask, asked, wait } = world();
    for (let index = 0; index < 200; index += 1) {
      for (const purpose of purposes) await ask(purpose, `https://c${index}.example/`, address(index));
    }
    assert.ok(asked() <= 120 && asked() >= 100, String(asked()));
    wait(60);
    assert.equal(await ask('logo', 'https://c.example/', address(201)), 'answered');
  });

  it('asks one origin 30 times a minute for one address, also all at once — security.md S-3, clients.md §5', async () => {
    const { ask, wait } = world();
    for (const _ of [1, 2]) {
      const answers = await many(35, (index) =>
        ask('new_client', `https://client.example/${index}`, address(1)),
      );
      assert.equal(numberOf(answers, 'answered'), 30);
      wait(60);
    }
  });

  it('asks one origin 60 times a minute at most, whatever for and for whomever — security.md S-3', async () => {
    const { ask, asked } = world();
    for (let index = 0; index < 100; index += 1) {
      for (const purpose of purposes) await ask(purpose, `https://client.example/${index}`, address(index));
    }
    assert.ok(asked() <= 60 && asked() >= 50, String(asked()));
  });

  it('gives one address half of all there is, also all at once — security.md S-4', async () => {
    const { ask } = world();
    const answers = await many(99, (index) => ask('new_client', `https://c${index}.example/`, address(1)));
    assert.equal(numberOf(answers, 'answered'), 60);
  });

  for (const greedy of [1, 3, 10]) {
    it(`leaves a new document of somebody else its way beside ${greedy} addresses that ask for all they can — security.md S-4`, async () => {
      const { ask, wait } = world(async () => ({ kind: 'refused', reason: 'unresolved' }));
      for (let second = 0; second < 180; second += 1) {
        for (let index = 0; index < greedy * 10; index += 1) {
          await ask('new_client', `https://nowhere${second}-${index}.example/`, address(index % greedy));
        }
        wait(1);
      }
      assert.equal(await ask('new_client', 'https://honest.example/', address(100)), 'refused');
    });
  }

  it('leaves ten honest new documents their way beside one address that asks for all it can — security.md S-4', async () => {
    const { ask } = world(async () => ({ kind: 'refused', reason: 'unresolved' }));
    await many(300, (index) => ask('new_client', `https://nowhere${index}.example/`, address(1)));
    const answers = await many(10, (index) =>
      ask('new_client', `https://honest${index}.example/`, address(100 + index)),
    );
    assert.equal(numberOf(answers, 'refused'), 10, answers.join(' '));
  });

  it('leaves key sets and known clients of others their way beside one address that asks for all it can — security.md S-4', async () => {
    const { ask } = world();
    for (let index = 0; index < 99; index += 1) {
      for (const purpose of purposes) await ask(purpose, `https://c${index}.example/`, address(1));
    }
    for (const purpose of purposes) {
      assert.equal(await ask(purpose, 'https://honest.example/', address(2)), 'answered', purpose);
    }
  });

  it('leaves an origin reachable that one address asks as often as it can — security.md S-4', async () => {
    const { ask } = world();
    await many(99, (index) => ask('new_client', `https://client.example/made-up/${index}`, address(1)));
    for (const purpose of purposes) {
      assert.equal(await ask(purpose, 'https://client.example/', address(2)), 'answered', purpose);
    }
  });

  it('gives an address no share of its own with ENABLE_RATE_LIMIT=false', async () => {
    const { ask } = world(async () => answered, 'off');
    const answers = await many(99, (index) => ask('new_client', `https://c${index}.example/`, address(1)));
    assert.equal(numberOf(answers, 'answered'), 80);
  });

  it('counts an IPv6 network as one address — security.md L-1', async () => {
    const { ask, asked } = world();
    await many(99, (index) =>
      ask('new_client', `https://c${index}.example/`, `2001:db8:1:2::${index.toString(16)}`),
    );
    assert.equal(asked(), 60);
  });

  it('leaves a new document of somebody else its way beside twenty addresses, and beside all of one site — security.md S-4', async () => {
    for (const [many, addressOf] of [
      [20, (index: number) => address(index)],
      [200, (index: number) => `2001:db8:1:${index.toString(16)}::1`],
    ] as const) {
      const { ask } = world();
      for (let index = 0; index < many * 30; index += 1)
        await ask('new_client', `https://nowhere${index}.example/`, addressOf(index % many));
      assert.equal(await ask('new_client', 'https://honest.example/', '2001:db8:2::1'), 'answered');
    }
  });

  it('leaves key sets and known clients of others their way beside seven addresses that ask for one of them — security.md S-4', async () => {
    for (const purpose of purposes.slice(1)) {
      const { ask } = world();
      for (let index = 0; index < 280; index += 1)
        await ask(purpose, `https://nowhere${index}.example/`, address(index % 7));
      assert.equal(await ask(purpose, 'https://honest.example/', address(100)), 'answered', purpose);
    }
  });

  it('leaves every other purpose its way when one is used up — security.md S-4', async () => {
    const { ask } = world();
    await many(200, (index) => ask('new_client', `https://c${index}.example/`, address(index)));
    assert.equal(await ask('new_client', 'https://one.example/', address(250)), 'busy');
    for (const purpose of purposes.slice(1)) {
      assert.equal(await ask(purpose, 'https://one.example/', address(250)), 'answered', purpose);
    }
  });

  it('is not held up by slow sources of one address or one origin — security.md S-4', async () => {
    const gates: (() => void)[] = [];
    const { ask, asked } = world(() => new Promise((resolve) => gates.push(() => resolve(answered))));
    void many(20, (index) => ask('new_client', `https://slow${index}.example/`, address(1)));
    void many(20, (index) => ask('key_set', `https://slow.example/${index}`, address(10 + index)));
    await new Promise(setImmediate);
    const held = asked();
    assert.ok(held <= 8, String(held));
    const honest = purposes.map((purpose, index) =>
      ask(purpose, 'https://honest.example/', address(50 + index)),
    );
    await new Promise(setImmediate);
    assert.equal(asked(), held + purposes.length);
    for (const end of gates) end();
    assert.deepEqual(
      await Promise.all(honest),
      purposes.map(() => 'answered'),
    );
  });
});
