import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type GuideFolder, guideFolder, programsOf, readGuide } from './guide-program.ts';

const programs = programsOf(readGuide('protect-an-api.md'));

const nameOf = (program: string): string => /@grantor\/resource\/(\w+)/.exec(program)?.[1] ?? '';

describe('the guide to protecting an API', () => {
  let folder: GuideFolder;
  before(() => {
    folder = guideFolder();
  });
  after(() => folder.remove());

  it('shows every adapter', () => {
    assert.deepEqual(programs.map(nameOf), ['hono', 'express', 'node', 'fetch', 'mcp']);
  });

  for (const source of programs) {
    const name = nameOf(source);
    it(`shows a program for ${name} that guards, and tells clients the way — resource.md §1 Shortest form`, async () => {
      const program = await folder.start(source);
      try {
        const refused = await fetch(`${program.origin}/mcp`);
        assert.equal(refused.status, 401);
        const [, address = ''] =
          /resource_metadata="([^"]+)"/.exec(refused.headers.get('www-authenticate') ?? '') ?? [];
        const metadata = await fetch(`${program.origin}${new URL(address).pathname}`);
        assert.deepEqual(await metadata.json(), {
          resource: 'https://api.example.com/mcp',
          authorization_servers: ['https://auth.example.com'],
          bearer_methods_supported: ['header'],
        });
      } finally {
        await program.stop();
      }
    });

    it(`keeps ${name} within five lines of code beside imports and handler`, () => {
      const lines = source.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('import '));
      assert.ok(lines.length <= 5, `${lines.length} lines`);
    });
  }
});
