import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { root as repository } from '../sources/sources.ts';
import { notesOf, releasedChangelog } from './changelog.ts';
import { obstacles, publishingOrder, tarballName } from './publish.ts';
import { git, release, type Step } from './release.ts';
import { currentVersion, follows, otherVersions } from './versions.ts';

const writes = (name: string): Step => ({
  name,
  command: [
    'node',
    '-e',
    `fs.mkdirSync('dist/packages',{recursive:true});fs.writeFileSync('dist/${name}','${name}')`,
  ],
});
const steps = [writes('packages/a-1.0.0.tgz'), writes('bom.json')];

describe('a release — distribution.md R-1', () => {
  let root: string;
  const text = (path: string): string => readFileSync(join(root, path), 'utf8');
  const write = (path: string, content: unknown): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  };
  const commit = (): void => {
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'Change');
  };
  const make = (version = '1.0.0', chosen: readonly Step[] = steps): void =>
    release({ root, version, date: '2026-02-03', steps: chosen, say: () => undefined });

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'grantor-release-'));
    execFileSync('git', ['init', '--quiet', root]);
    git(root, 'config', 'user.name', 'Release');
    git(root, 'config', 'user.email', 'release@localhost');
    const repositoryAddress = { type: 'git', url: 'git+https://git.grantor.example/grantor.git' };
    write('package.json', {
      ...{ name: 'whole', version: '0.1.0', homepage: 'https://grantor.example' },
      repository: repositoryAddress,
    });
    write('packages/a/package.json', {
      name: '@grantor/a',
      version: '0.1.0',
      dependencies: { jose: '6.0.0' },
    });
    write('packages/b/package.json', {
      ...{ name: 'b', version: '0.1.0', dependencies: { '@grantor/a': '0.1.0' } },
    });
    write('package-lock.json', {
      version: '0.1.0',
      packages: {
        '': { name: 'whole', version: '0.1.0' },
        'node_modules/jose': { version: '0.1.0' },
        'packages/b': { version: '0.1.0', dependencies: { '@grantor/a': '0.1.0' } },
      },
    });
    write(
      'deploy/helm/a/Chart.yaml',
      'name: a\nversion: 0.1.0\nappVersion: 0.1.0\nkubeVersion: ">=1.27.0"\n',
    );
    write('CHANGELOG.md', '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A feature.\n');
    write('SECURITY.md', '**Address for reports: not set.**\n');
    write('.gitignore', 'dist/\n');
    commit();
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('writes the version everywhere, the section, the sums of what the steps left, a commit and a tag', () => {
    write('dist/old-file', 'of an earlier release');
    make();
    assert.equal(currentVersion(root), '1.0.0');
    assert.deepEqual(otherVersions(root), []);
    const { version, packages } = JSON.parse(text('package-lock.json'));
    assert.equal(version, '1.0.0');
    assert.deepEqual(packages['packages/b'], { version: '1.0.0', dependencies: { '@grantor/a': '1.0.0' } });
    assert.deepEqual(packages['node_modules/jose'], { version: '0.1.0' });
    const chart = 'name: a\nversion: 1.0.0\nappVersion: 1.0.0\nkubeVersion: ">=1.27.0"\n';
    assert.equal(text('deploy/helm/a/Chart.yaml'), chart);
    assert.match(
      text('CHANGELOG.md'),
      /## \[Unreleased\]\n\n## \[1\.0\.0\] - 2026-02-03\n\n### Added\n\n- A feature\./,
    );
    assert.match(
      text('dist/SHA256SUMS'),
      /^[0-9a-f]{64} {2}bom\.json\n[0-9a-f]{64} {2}packages\/a-1\.0\.0\.tgz\n$/,
    );
    execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: join(root, 'dist') });
    assert.equal(git(root, 'status', '--porcelain'), '');
    assert.equal(git(root, 'describe', '--exact-match'), 'v1.0.0');
    assert.equal(git(root, 'log', '-1', '--format=%s'), 'Release 1.0.0');
  });

  it('refuses a tree with changes, a version that is none, is before this one or is there, and nothing new', () => {
    const head = git(root, 'rev-parse', 'HEAD');
    assert.throws(() => make('1.0'), /"1\.0" is no version/);
    assert.throws(() => make('0.0.9'), /one before 0\.1\.0/);
    write('new-file', 'x');
    assert.throws(() => make(), /the tree has changes:\n\?\? new-file/);
    rmSync(join(root, 'new-file'));
    git(root, 'tag', 'v1.0.0');
    assert.throws(() => make(), /v1\.0\.0 is there already/);
    git(root, 'tag', '--delete', 'v1.0.0');
    assert.equal(git(root, 'rev-parse', 'HEAD'), head);
    write('CHANGELOG.md', '# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-01-01\n\n- A.\n');
    commit();
    assert.throws(() => make(), /says nothing under Unreleased/);
  });

  it('ends at the first step that fails, or leaves files behind, with the tree as it was', () => {
    const head = git(root, 'rev-parse', 'HEAD');
    const fails: Step = { name: 'tests', command: ['node', '-e', 'process.exit(3)'] };
    assert.throws(() => make('1.0.0', [fails, writes('never')]), /^Error: tests failed$/);
    assert.equal(existsSync(join(root, 'dist/never')), false);
    assert.throws(() => make('1.0.0', [{ name: 'x', command: ['no-such-program'] }]), /^Error: x failed: /);
    assert.throws(() => make('1.0.0', []), /left nothing in dist/);
    assert.equal(git(root, 'status', '--porcelain'), '');
    const litters: Step = { name: 'litter', command: ['node', '-e', "fs.writeFileSync('litter','')"] };
    assert.throws(() => make('1.0.0', [...steps, litters]), /left files behind/);
    assert.equal(git(root, 'status', '--porcelain'), '?? litter');
    assert.equal(git(root, 'rev-parse', 'HEAD'), head);
    assert.equal(git(root, 'tag'), '');
    assert.equal(currentVersion(root), '0.1.0');
  });

  it('is published only when its addresses are real, and it is what was tagged and summed up', () => {
    assert.deepEqual(obstacles(root), [
      'git+https://git.grantor.example/grantor.git in package.json is no real address yet',
      'https://grantor.example in package.json is no real address yet',
      'SECURITY.md names no address for reports yet',
      'this commit is not v0.1.0: "npm run release" makes it',
      'dist holds no release',
    ]);
    write('package.json', text('package.json').replaceAll('grantor.example', 'grantor.invalid'));
    write('SECURITY.md', 'Write to the form.\n');
    commit();
    make();
    assert.deepEqual(obstacles(root), []);
    write('dist/bom.json', 'another');
    assert.deepEqual(obstacles(root), ['dist is not what SHA256SUMS says']);
  });
});

describe('the parts of a release', () => {
  it('every manifest of this repository says one version — distribution.md R-1', () => {
    assert.deepEqual(otherVersions(repository), []);
  });

  it('a version follows itself, and those before it by the rules of Semantic Versioning', () => {
    for (const [next, last] of [
      ...[['1.0.0', '0.9.9'] as const, ['1.0.0', '1.0.0'] as const, ['1.0.0', '1.0.0-rc.1'] as const],
      ...[
        ['1.10.0', '1.9.0'] as const,
        ['1.0.1-rc.1', '1.0.0'] as const,
        ['1.0.0-rc.10', '1.0.0-rc.9'] as const,
      ],
    ])
      assert.ok(follows(next, last), `${next} ${last}`);
    for (const next of ['0.9.0', '1.0.0-rc.1', 'v2.0.0', '2.0', '2.0.0 ', 'latest'])
      assert.ok(!follows(next, '1.0.0'), next);
  });

  it('the changelog keeps one section for each version', () => {
    const before = '# C\n\n## [Unreleased]\n\n- New.\n\n## [1.0.0] - 2026-01-01\n\n- Old.\n';
    const after = releasedChangelog(before, '1.1.0', '2026-02-01');
    assert.equal(notesOf(after, '1.1.0'), '- New.');
    assert.equal(notesOf(after, 'Unreleased'), '');
    assert.equal(notesOf(after, '2.0.0'), undefined);
    assert.throws(() => releasedChangelog(before, '1.0.0', '2026-02-01'), /has a section 1\.0\.0 already/);
  });

  it('packages are published after those they depend on', () => {
    const of = (name: string, ...needed: readonly string[]) => ({
      folder: name,
      manifest: {
        name,
        version: '1.0.0',
        dependencies: Object.fromEntries(needed.map((one) => [one, '1.0.0'])),
      },
    });
    const order = publishingOrder([
      of('cli', 'protocol'),
      of('all', 'cli', 'server'),
      of('protocol'),
      of('server', 'jose'),
    ]);
    assert.deepEqual(
      order.map(({ folder }) => folder),
      ['protocol', 'cli', 'server', 'all'],
    );
    assert.equal(tarballName('@grantor/cli', '1.0.0'), 'grantor-cli-1.0.0.tgz');
    assert.equal(tarballName('grantor', '1.0.0'), 'grantor-1.0.0.tgz');
  });
});
