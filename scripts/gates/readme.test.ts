import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../sources/sources.ts';
import { commandsOf, idleCommands, TOUR, unmarkedCommands } from './readme-commands.ts';

const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');

/** Links of a page to other files of the repository that are not there. */
function brokenLinks(path: string, markdown: string): readonly string[] {
  const targets = [...markdown.matchAll(/\]\(([^)]+)\)|(?:src|srcset)="([^"]+)"/g)].map(
    ([, link, image]) => link ?? image ?? '',
  );
  return targets
    .map((target) => target.split('#')[0] ?? '')
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .filter((target) => !existsSync(resolve(root, dirname(path), target)))
    .map((target) => `${path}: ${target}`);
}

/** Paths a page names in code that are not there; those of packages may leave out `packages/`. */
function missingPaths(markdown: string): readonly string[] {
  const named = [
    ...markdown.matchAll(/`((?:(?:packages\/)?[a-z]+\/src|scripts|bench|docs)\/[\w./-]*[\w/])`/g),
  ];
  return named
    .map(([, path = '']) => path)
    .filter((path) => !existsSync(resolve(root, path)) && !existsSync(resolve(root, 'packages', path)));
}

describe('README', () => {
  it('shows only commands that a test or .ci/run executes', () => {
    assert.deepEqual(idleCommands(read('README.md'), read('.ci/run')), []);
  });

  it('has its tour run by the walk that names it', () => {
    assert.ok(commandsOf(read('README.md')).some(({ section }) => section === TOUR));
    assert.ok(read('packages/server/test/documentation/tour.ts').includes(TOUR));
  });

  it('is caught showing a command that nothing runs', () => {
    const readme =
      '## Start\n\n```sh\nnpm ci\nnpm run dance \\\n  --fast\n```\n\n```ts\nnot a command\n```\n';
    assert.deepEqual(idleCommands(readme, 'npm ci || exit 1\n'), ['Start: npm run dance \\\n  --fast']);
  });
});

describe('the documentation', () => {
  const pages = [
    'README.md',
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'CODE_OF_CONDUCT.md',
    ...readdirSync(resolve(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
    ...globSync(['examples/*/README.md', 'packages/*/README.md'], { cwd: root }),
  ];

  it('links only to files that are there', () => {
    assert.equal(pages.flatMap((path) => brokenLinks(path, read(path))).join('\n'), '');
  });

  it('names only files that are there, but where it demands some', () => {
    const telling = pages.filter((path) => !path.startsWith('docs/requirements/'));
    assert.equal(telling.flatMap((path) => missingPaths(read(path))).join('\n'), '');
  });

  it('marks its commands, so that a test copies them', () => {
    assert.equal(pages.flatMap((path) => unmarkedCommands(path, read(path))).join('\n'), '');
  });

  it('is caught showing a command without a mark, but for one that is for a host of the reader', () => {
    const page =
      '```\n$ npm start\n```\n```\ngrantor doctor https://mcp.example.com\n```\n```\nA=1 curl x\n```\n```\n. ./x && B=2 npm start\n```\n';
    assert.deepEqual(unmarkedCommands('docs/a.md', page), [
      'docs/a.md: $ npm start',
      'docs/a.md: A=1 curl x',
      'docs/a.md: . ./x && B=2 npm start',
    ]);
  });

  it('is caught naming a file that is not there', () => {
    assert.deepEqual(missingPaths('`engine/src/index.ts` and `engine/src/nowhere.ts`, `scripts/no.ts`'), [
      'engine/src/nowhere.ts',
      'scripts/no.ts',
    ]);
  });

  it('is caught linking to nothing', () => {
    const page = '[a](LICENSE) [b](nowhere.md#here) [c](https://example.org) <img src="no.png">';
    assert.deepEqual(brokenLinks('README.md', page), ['README.md: nowhere.md', 'README.md: no.png']);
  });
});
