/** Makes the manifest of a tarball from the one in the repository, which stays the only one written by hand. */

type Members = Readonly<Record<string, unknown>>;

/** What the members of package.json mean that differ between here and there. */
export type Manifest = Members & {
  readonly name: string;
  readonly version: string;
  /** Files whose import does something; false: none. */
  readonly sideEffects?: false | readonly string[];
  readonly exports?: string | Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
};

/** Members that say something inside the repository only. */
const repositoryOnly = ['private', 'devDependencies', 'scripts', 'exports', 'bin', 'dependencies'];

/**
 * The published form: compiled entries with their types, no entry for tests, siblings by exact version and everything
 * else by caret range (distribution.md D-2).
 * @param common members of packages that do not say otherwise, such as `license` and `repository`
 */
export function publishedManifest(manifest: Manifest, common: Members): Members {
  const own = Object.fromEntries(Object.entries(manifest).filter(([name]) => !repositoryOnly.includes(name)));
  const { bin, dependencies, sideEffects } = manifest;
  return {
    name: manifest.name,
    version: manifest.version,
    ...common,
    ...own,
    exports: { ...publishedEntries(importedEntries(manifest)), './package.json': './package.json' },
    ...(typeof sideEffects === 'object' ? { sideEffects: sideEffects.map((path) => compiled(path)) } : {}),
    ...(bin === undefined ? {} : { bin: mapValues(bin, (path) => compiled(path)) }),
    ...(dependencies === undefined ? {} : { dependencies: ranges(dependencies, manifest.version) }),
  };
}

/** The sources that users of the package may import, by the names of their entries: none for tests. */
export function importedEntries({ exports = {} }: Manifest): Readonly<Record<string, string>> {
  const entries = typeof exports === 'string' ? { '.': exports } : exports;
  return Object.fromEntries(Object.entries(entries).filter(([name]) => !name.startsWith('./testing')));
}

const publishedEntries = (entries: Readonly<Record<string, string>>): Members =>
  mapValues(entries, (source) =>
    source.endsWith('.ts')
      ? { types: compiled(source, '.d.ts'), default: compiled(source) }
      : compiled(source),
  );

/** Where a source is in the tarball: `./src/a.ts` becomes `./dist/a.js`. */
const compiled = (source: string, extension = '.js'): string =>
  source.replace('./src/', './dist/').replace(/\.ts$/, extension);

const ranges = (dependencies: Readonly<Record<string, string>>, version: string): Members =>
  Object.fromEntries(
    Object.entries(dependencies).map(([name, exact]) => [
      name,
      name.startsWith('@grantor/') ? version : `^${exact}`,
    ]),
  );

const mapValues = <From, To>(record: Readonly<Record<string, From>>, change: (value: From) => To) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
