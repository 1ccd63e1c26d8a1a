import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { browserName } from '../../src/site/user-agent.ts';

const webKit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const known: readonly (readonly [string, string, string])[] = [
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/140.0.0.0 Safari/537.36 Edg/140.0`,
    'Edge',
    'Windows',
  ],
  [`Mozilla/5.0 (X11; Linux x86_64) ${webKit} HeadlessChrome/140.0.0.0 Safari/537.36`, 'Chrome', 'Linux'],
  [
    `Mozilla/5.0 (Linux; Android 15; Pixel 9) ${webKit} Chrome/140.0 Mobile Safari/537.36`,
    'Chrome',
    'Android',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:143.0) Gecko/20100101 Firefox/143.0',
    'Firefox',
    'macOS',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    'Safari',
    'iPhone',
  ],
];

describe('browserName', () => {
  for (const [userAgent, browser, system] of known) {
    it(`reads ${browser} on ${system}`, () => {
      assert.deepEqual(browserName(userAgent), { browser, system });
    });
  }

  it('says nothing of what it does not know', () => {
    assert.deepEqual(browserName(null), {});
    assert.deepEqual(browserName('Plain/1.0'), {});
  });

  it('answers names of its own, whatever the text claims — security.md B-2', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { browser = '', system = '' } = browserName(`${text} Firefox/1 Linux`);
        assert.match(`${browser}${system}`, /^[A-Za-z ]+$/);
      }),
    );
  });
});
