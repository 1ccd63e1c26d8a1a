import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { catalogues } from '../../src/pages/index.ts';
import { examples, frame } from './fixtures.ts';

const messages = Object.entries(catalogues.en).flatMap(([key, message]) =>
  (typeof message === 'string' ? [message] : Object.values(message)).map(
    (sentence) => [key, sentence] as const,
  ),
);
const said = (found: typeof messages) => found.map(([key, sentence]) => `${key}: ${sentence}`);

/** Whose names have capitals of their own. */
const names = ['Europe/Berlin.', 'Schema', 'JavaScript,', 'English.', 'OpenID.'];

/** What a press does, in the first word of the button. */
const verbs = new Set(
  [
    'Accept Activate Add Allow Apply Approve Ask Begin Block Change Close Confirm Connect Continue Copy Create',
    'Deactivate Decline Delete Deny Disable Disconnect Enable End Exchange Fetch Go Look Make Pause Refuse',
    'Regenerate Reject Remove Reset Resume Retire Return Revoke Rotate Save Search Send Set Show Sign Submit',
    'Switch Take Try Unblock Use Vouch',
  ].flatMap((line) => line.split(' ')),
);

describe('the words of the pages', () => {
  it('are in sentence case — product.md L-8', () => {
    const titled = messages.filter(([, sentence]) => {
      const isPhrase = !/[.?!:].*\S/.test(sentence);
      const [, ...later] = sentence.split(/\s+/);
      return isPhrase && later.some((word) => /^[A-Z][a-z]{2,}/.test(word) && !names.includes(word));
    });
    assert.deepEqual(said(titled), []);
  });

  it('blame nobody, and shout at nobody — product.md L-8', () => {
    const blame = /!|\b(?:invalid|illegal|incorrect|bad|mistake|wrongly|oops|you (?:failed|must))\b/i;
    assert.deepEqual(said(messages.filter(([, sentence]) => blame.test(sentence))), []);
  });

  it('are verbs on buttons: what a press does — product.md L-8', () => {
    const buttons = new Set(
      examples.flatMap(({ render }) =>
        [...String(render(frame)).matchAll(/<button[^>]*>(.*?)<\/button>/gs)].map(([, inside = '']) =>
          inside.replace(/<[^>]*>/g, '').trim(),
        ),
      ),
    );
    assert.ok(buttons.size > 50);
    const others = [...buttons].filter((label) => !verbs.has(/^[A-Z][a-z]+/.exec(label)?.[0] ?? ''));
    assert.deepEqual(others, []);
  });
});
