/** Whether the colour of a site makes themes that can be read (product.md G-2, L-2). */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { dressed, judgeAccent } from '../../src/branding/palette.ts';
import { assertReadable } from '../pages/contrast.ts';

const stylesheet = readFileSync(join(import.meta.dirname, '../../src/assets/grantor.css'), 'utf8');

const judged = (accent: string) => judgeAccent(accent, stylesheet);

describe('the colour of a site', () => {
  it('is taken as it is, and keeps every contrast in both themes — product.md G-2, L-2', () => {
    for (const accent of [
      '#1d4ed8',
      '#B42318',
      '#000000',
      '#6d28d9',
      '#9d174d',
      '#3f6212',
      '#0f766e',
      '#5b5b00',
    ]) {
      const found = judged(accent);
      assert.equal(found.kind, 'readable', accent);
      if (found.kind !== 'readable') return;
      assert.equal(found.palette.accent.light, accent.toLowerCase());
      assertReadable(dressed(stylesheet, found.palette));
    }
  });

  it('changes its three tokens alone', () => {
    const found = judged('#1d4ed8');
    if (found.kind !== 'readable') return assert.fail();
    const lines = dressed(stylesheet, found.palette).split('\n');
    const changed = lines.filter((line, at) => line !== stylesheet.split('\n')[at]);
    assert.deepEqual(
      changed.map((line) => line.trim().split(':', 1)[0]),
      ['--accent', '--on-accent', '--accent-soft'],
    );
  });

  it('is refused with the figures, and with the nearest that would do — product.md G-2', () => {
    for (const accent of ['#f4c430', '#ffffff', '#5ad1c3', '#ff0000', '#808080']) {
      const found = judged(accent);
      if (found.kind !== 'unreadable') return assert.fail(accent);
      assert.ok(found.figures.length > 0);
      assert.match(found.figures.join(), new RegExp(`accent ${accent} on surface #ffffff: \\d\\.\\d\\d`));
      assert.equal(judged(found.nearest).kind, 'readable', found.nearest);
    }
    const mint = judged('#5ad1c3');
    if (mint.kind !== 'unreadable') return assert.fail();
    assert.equal(mint.figures[1], 'accent #5ad1c3 on surface #ffffff: 1.85');
  });
});
