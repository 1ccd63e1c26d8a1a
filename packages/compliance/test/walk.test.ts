import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Browser, Landing, Page } from '../src/wire/browser.ts';
import { walk } from '../src/wire/walk.ts';

const allow = { name: 'action', value: 'approve', label: 'Allow' };

const consent = (status: number): Page =>
  ({
    kind: 'page',
    status,
    url: new URL('https://server.example/consent'),
    html: '',
    forms: [{ action: '', fields: [], buttons: [allow] }],
    redirects: [],
  }) as unknown as Page;

/** Answers each decision with the next of the landings. */
const deciding = (landings: readonly Landing[]) => {
  let next = 0;
  const submit = async (): Promise<Landing | undefined> => landings[next++];
  return { browser: { origin: 'https://server.example', submit } as unknown as Browser, asked: () => next };
};

const left = { kind: 'departure', redirects: [] } as unknown as Landing;

describe('a walk', () => {
  it('decides once more about what changed meanwhile, as a person would', async () => {
    const { browser, asked } = deciding([consent(400), left]);
    const { landing, steps } = await walk(browser, consent(200), {});
    assert.equal(landing, left);
    assert.deepEqual(steps, ['consent']);
    assert.equal(asked(), 2);
  });

  it('ends where that happens again, and at every other error', async () => {
    const { browser, asked } = deciding([consent(400), consent(400), left]);
    const { landing } = await walk(browser, consent(200), {});
    assert.equal(landing.kind, 'page');
    assert.equal(asked(), 2);
    assert.equal((await walk(browser, consent(400), {})).steps.length, 0);
    assert.equal(asked(), 2);
  });
});
