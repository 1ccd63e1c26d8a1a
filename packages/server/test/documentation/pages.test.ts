/** Every command block of the documentation, copied as it is printed, in the order of its page. */

import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { repository, shellBlocks } from './markdown.ts';
import { Reader } from './reader.ts';
import { missingPrograms } from './shell.ts';
import { walks } from './walks.ts';

const pages = globSync(['README.md', 'docs/*.md', 'examples/*/README.md', 'packages/*/README.md'], {
  cwd: repository,
}).sort();

it('every page with commands is walked through, or says what it needs that no test has', () => {
  const withCommands = pages.filter((page) => shellBlocks(page).length > 0);
  assert.deepEqual(Object.keys(walks).sort(), withCommands);
  for (const walk of Object.values(walks)) {
    for (const block of 'blocks' in walk ? walk.blocks : [walk])
      if ('needs' in block) assert.match(block.needs, /\w+ \w+/);
      else if ('elsewhere' in block) assert.ok(existsSync(resolve(repository, block.elsewhere)));
  }
});

for (const [page, walk] of Object.entries(walks)) {
  if ('elsewhere' in walk) {
    it(`${page} is walked through by ${walk.elsewhere}`, () => {
      assert.ok(readFileSync(resolve(repository, walk.elsewhere), 'utf8').includes(page));
    });
  } else if (!('needs' in walk)) {
    describe(page, { skip: missingPrograms('openssl') }, () => {
      let reader: Reader;
      before(async () => {
        reader = await Reader.sitDown();
      });
      after(() => reader.leave());

      it('works by copy and paste, from its start to its end', async () => {
        for (const block of walk.after === undefined ? [] : reader.blocksOf(walk.after))
          await reader.copy(block);
        const blocks = reader.blocksOf(page);
        assert.equal(blocks.length, walk.blocks.length, 'each block has something to print');
        for (const [index, block] of blocks.entries()) {
          const check = walk.blocks[index];
          if (typeof check === 'function') await check(await reader.copy(block), reader);
        }
      });
    });
  }
}
