import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { displayName } from '../src/display-name.ts';

const invisible: Readonly<Record<string, string>> = {
  nothing: '',
  spaces: ' \u00a0\u2003\u3000\t\n',
  'a zero width space': '\u200b',
  'word joiners': '\u2060\u2061\u2064',
  'Hangul fillers': '\u3164\uffa0\u115f\u1160',
  'soft hyphens': '\u00ad\u00ad',
  'variation selectors': '\ufe0f\ufe00\u{e0100}',
  tags: '\u{e0001}\u{e0047}\u{e006f}\u{e007f}',
  'bidirectional controls': '\u202e\u2066\u200f\u061c',
  joiners: '\u200d\u200c\u034f',
  'a byte order mark': '\ufeff',
  'Mongolian separators': '\u180e\u180b',
  'the blank Braille pattern': '\u2800\u2800',
  'marks without a letter': '\u0301\u20e3',
  'private use and unassigned': '\ue000\u0378\u{10ffff}',
  'controls and half a pair': '\0\u0007\u0085\ud800',
  'line separators': '\u2028\u2029',
  'Khmer inherent vowels': '\u17b4\u17b5',
  'an annotation': '\ufff9\ufffb',
  'a null notehead': '\u{1d159}',
};

describe('displayName', () => {
  for (const [what, text] of Object.entries(invisible)) {
    it(`is absent for ${what} — clients.md §2`, () => {
      assert.equal(displayName(text), null);
      assert.equal(displayName(` ${text} ${text}`), null);
    });
  }

  it('leaves out what is not drawn, and keeps one space between words', () => {
    assert.equal(displayName(' Goo\u200bgle\u00ad \u2060 \u202eDr\u{e0041}ive\n'), 'Google Drive');
    assert.equal(displayName(`Good${' '.repeat(150)}Evil`), 'Good Evil');
  });

  it('keeps what scripts and emoji are written with', () => {
    for (const name of ['می‌خواهم', 'क्‍ष', '👩‍💻 Studio', '☎︎ Phone', 'é', '東京', 'Ὀδυσσεύς', '1️⃣ First']) {
      assert.equal(displayName(name), name);
    }
  });
});
