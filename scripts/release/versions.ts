/** The version of everything: in package.json of the root, and in every other manifest, chart and the lock file by this script. */

import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Manifest = {
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};

const MANIFESTS = ['package.json', 'packages/*/package.json', 'examples/*/package.json'];
const CHARTS = 'deploy/helm/*/Chart.yaml';

/** Every manifest of the workspace below `root`, that of the root first. */
export const manifestPaths = (root: string): readonly string[] =>
  MANIFESTS.flatMap((pattern) => globSync(pattern, { cwd: root }).sort());

/** Of a chart and of what it runs, which are released together. */
const chartVersion = /^(version|appVersion): (.*)$/gm;

const chartPaths = (root: string): readonly string[] => globSync(CHARTS, { cwd: root }).sort();

const read = (root: string, path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

export const currentVersion = (root: string): string => read(root, 'package.json').version;

const isOurs = (name: string): boolean => name.startsWith('@grantor/');

function withVersion(manifest: Manifest, version: string): Manifest {
  if (manifest.version !== undefined) manifest.version = version;
  for (const asked of [manifest.dependencies, manifest.devDependencies])
    for (const name of Object.keys(asked ?? {})) if (asked && isOurs(name)) asked[name] = version;
  return manifest;
}

function save(root: string, path: string, content: unknown): void {
  writeFileSync(join(root, path), `${JSON.stringify(content, null, 2)}\n`);
}

/** Writes the version into every manifest, every chart and what the lock file says of them. */
export function writeVersion(root: string, version: string): void {
  for (const path of manifestPaths(root)) save(root, path, withVersion(read(root, path), version));
  for (const path of chartPaths(root)) {
    const chart = readFileSync(join(root, path), 'utf8');
    writeFileSync(join(root, path), chart.replace(chartVersion, `$1: ${version}`));
  }
  const lock = read(root, 'package-lock.json');
  lock.version = version;
  for (const [place, entry] of Object.entries<Manifest>(lock.packages))
    if (!place.includes('node_modules/')) withVersion(entry, version);
  save(root, 'package-lock.json', lock);
}

/** What does not say the version of the root: `path: what it says`. */
export function otherVersions(root: string): readonly string[] {
  const version = currentVersion(root);
  const charts = chartPaths(root).flatMap((path) => {
    const said = [...readFileSync(join(root, path), 'utf8').matchAll(chartVersion)];
    return said.flatMap(([, name, text]) => (text === version ? [] : [`${path}: ${name} ${text}`]));
  });
  const manifests = manifestPaths(root).flatMap((path) => {
    const { version: own, dependencies, devDependencies }: Manifest = read(root, path);
    const siblings = Object.entries({ ...dependencies, ...devDependencies }).filter(([name]) => isOurs(name));
    const said = [['version', own] as const, ...siblings];
    return said.flatMap(([name, text]) => (text === version ? [] : [`${path}: ${name} ${text}`]));
  });
  return [...manifests, ...charts];
}

const NUMBER = /^(\d+)\.(\d+)\.(\d+)(-[0-9a-z.-]+)?$/;

/** Whether a release may be called that after `previous`: semantic, and not before it. */
export function follows(version: string, previous: string): boolean {
  const [, ...next] = NUMBER.exec(version) ?? [];
  const [, ...last] = NUMBER.exec(previous) ?? [];
  if (next.length === 0) return false;
  for (let place = 0; place < 3; place += 1) {
    const step = Number(next[place]) - Number(last[place]);
    if (step !== 0) return step > 0;
  }
  const [label, before] = [next[3], last[3]];
  if (label === undefined || before === undefined) return label === undefined;
  return label.localeCompare(before, 'en', { numeric: true }) >= 0;
}
