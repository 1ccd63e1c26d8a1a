/** Servers that say anything at all: every command ends in words of its own, soon, and prints plain text. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { startPatient } from '../doctor/healthy.ts';
import { mayDoAll } from '../doctor/sickness.ts';
import { createTestWorld, runIn, type TestWorld } from '../world.ts';

/** Addresses and other texts that programs stumble over. */
const texts = [
  '',
  'x',
  'http://',
  'http:',
  'https://[::1',
  'mailto:a@b.example',
  '//',
  'null',
  'javascript:alert(1)',
  'http://u:p@x.example/',
  'http://127.0.0.1:99999/',
  'https://x.example:0/\n\u001b[2J',
  '__proto__',
  'constructor',
  '\ud800',
  '%',
  'é',
  ' ',
  'a\u0000b',
];

const odd = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...texts) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, 0, -1, 1e308, [], {}, [null], [[]], [{}]) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...texts), { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);

const headers = [
  'www-authenticate',
  'date',
  'location',
  'content-type',
  'retry-after',
  'access-control-allow-headers',
  'x-request-id',
];

/** One answer of the healthy server, with one member, header or status of it as something else. */
const change = fc.record({
  at: fc.nat(24),
  member: fc.nat(20),
  value: odd,
  header: fc.option(fc.constantFrom(...headers), { freq: 3 }),
  status: fc.option(fc.constantFrom(200, 204, 302, 400, 401, 404, 429, 500, 503, 0), { freq: 5 }),
});
type Change = {
  readonly at: number;
  readonly member: number;
  readonly value: unknown;
  readonly header: string | null;
  readonly status: number | null;
};

function changed(body: object, { member, value }: Change): object {
  const names = Object.keys(body);
  const name = names[member % Math.max(1, names.length)];
  return name === undefined ? body : { ...body, [name]: value };
}

/** As far as a header can hold them. */
const headersOf = (changes: readonly Change[]): Record<string, string> =>
  Object.fromEntries(
    changes.flatMap(({ header, value }) =>
      header === null || typeof value !== 'string'
        ? []
        : [[header, value.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?')]],
    ),
  );

/** Runs the words at a server that is well but for these; what is counted are its answers. */
async function endsInWords(changes: readonly Change[], words: readonly string[]): Promise<void> {
  let count = 0;
  const patient = await startPatient((_, well) => {
    const mine = changes.filter(({ at }) => at === count);
    count += 1;
    const body = typeof well.body === 'object' ? mine.reduce(changed, well.body) : well.body;
    const status = mine.find((one) => one.status !== null)?.status ?? well.status;
    return {
      ...well,
      status,
      headers: { ...well.headers, ...headersOf(mine) },
      ...(body === undefined ? {} : { body }),
    };
  });
  const start = Date.now();
  const world: TestWorld = createTestWorld({
    now: () => start + world.slept.reduce((sum, milliseconds) => sum + milliseconds, 0),
  });
  try {
    const line = words.map((word) => word.replace('{origin}', patient.origin));
    const running = runIn(world, ...line, '--timeout', '1');
    await Promise.race([running, asksForAnswer(world)]);
    world.stop();
    await running;
    const [out, err] = [world.printed(), world.said()];
    assert.doesNotMatch(out + err, /inside grantor/);
    assert.doesNotMatch((out + err).replaceAll('\n', ''), /[\p{Cc}\p{Bidi_Control}]/u);
    assert.ok((out + err).length < 200_000);
  } finally {
    world.remove();
    patient.close();
  }
}

/** A server without a device endpoint leads to a person, who is not here. */
async function asksForAnswer(world: TestWorld): Promise<void> {
  while (!world.interruption.aborted && !/paste it here/.test(world.said())) await delay(20);
}

const commands: Readonly<Record<string, readonly string[]>> = {
  'doctor at a resource': ['doctor', '{origin}/mcp', ...mayDoAll],
  'doctor at a server': ['doctor', '{origin}/auth', '--register'],
  login: ['login', '{origin}/mcp', '--device'],
  register: ['register', '--server', '{origin}/auth', '--json'],
};

describe('whatever a server says', () => {
  for (const [name, words] of Object.entries(commands)) {
    it(`${name} ends in words`, async () => {
      const changes = fc.array(change, { minLength: 1, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(changes, (list) => endsInWords(list, words)),
        { numRuns: Number(process.env['FUZZ_RUNS'] ?? 15) },
      );
    });
  }
});
