import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { checks } from '../../src/doctor/checks/checks.ts';

const repository = resolve(import.meta.dirname, '../../../..');
const page = readFileSync(resolve(repository, 'docs/check-a-server.md'), 'utf8');
const blocks = (kind: string): readonly string[] =>
  [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, name, block = '']) =>
    name === kind ? [block] : [],
  );

describe('docs/check-a-server.md', () => {
  it('shows a finding as it is printed', () => {
    const [finding = ''] = blocks('');
    const check = checks.find(({ title }) => finding.includes(title));
    assert.ok(check);
    const words = finding.replaceAll(/\s+/g, ' ');
    for (const text of [check.trips, check.remedy, check.rule]) assert.ok(words.includes(text), text);
  });
});
