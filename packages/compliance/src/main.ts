import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { cases } from './cases/index.ts';
import { protectedCases } from './protected/cases/index.ts';
import { type ProtectedTarget, runningUrl, sdkServices, toolkitServices } from './protected/targets.ts';
import { REPORT_FORMATS, type ReportFormat, report, tally } from './run/report.ts';
import { DEFAULT_SETTINGS, type Run, run, runCases } from './run/runner.ts';
import { describedTarget } from './targets/described.ts';
import { grantor } from './targets/grantor.ts';
import { reference } from './targets/reference.ts';
import type { Target } from './targets/target.ts';

// The command line of the suite. Ends with 1 when a case failed and with 2 when asked for nonsense.

const USAGE = `npm run compliance -- [--target reference|grantor|both] [--only <text>]
                      [--report text|json|junit] [--out <file>]
TARGET=<issuer URL> npm run compliance -- [--description <file.json>]
npm run compliance -- --protected toolkit
npm run compliance -- --protected <URL> --issuer <http://127.0.0.1:port/path> [--scopes <list>]
    the service at the URL has to trust the issuer, at which the suite itself listens`;

function readArguments() {
  return parseArgs({
    options: {
      target: { type: 'string', default: 'both' },
      only: { type: 'string', default: '' },
      report: { type: 'string', default: 'text' },
      out: { type: 'string' },
      description: { type: 'string' },
      protected: { type: 'string' },
      issuer: { type: 'string' },
      scopes: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  }).values;
}

async function chooseTargets(name: string, description: string | undefined): Promise<readonly Target[]> {
  const issuer = process.env['TARGET'];
  if (issuer !== undefined) return [await describedTarget(issuer, description)];
  const known: Readonly<Record<string, readonly Target[]>> = {
    reference: [reference],
    grantor: [grantor],
    both: [reference, grantor],
  };
  const targets = known[name];
  if (targets === undefined) throw new TypeError(`unknown target "${name}"`);
  return targets;
}

interface ProtectedWish {
  readonly protected: string;
  readonly issuer?: string;
  readonly scopes: string;
}

function chooseServices(wish: ProtectedWish): readonly ProtectedTarget[] {
  if (wish.protected === 'toolkit') return [sdkServices, ...toolkitServices];
  if (!URL.canParse(wish.protected)) throw new TypeError(`"${wish.protected}" is no URL`);
  if (wish.issuer === undefined) throw new TypeError('--protected needs --issuer');
  const scopes = wish.scopes.split(' ').filter((scope) => scope !== '');
  return [
    runningUrl({ url: wish.protected, issuer: wish.issuer, scopes, features: ['metadata', 'raw_headers'] }),
  ];
}

function chooseFormat(name: string): ReportFormat {
  const format = REPORT_FORMATS.find((known) => known === name);
  if (format === undefined) throw new TypeError(`unknown report "${name}"`);
  return format;
}

async function main(): Promise<number> {
  const options = readArguments();
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const format = chooseFormat(options.report);
  const runs: Run[] = [];
  const settings = { ...DEFAULT_SETTINGS, only: options.only };
  if (options.protected !== undefined) {
    const wish = { ...options, protected: options.protected };
    for (const services of chooseServices(wish))
      runs.push(await runCases(services, protectedCases, settings));
  } else {
    for (const target of await chooseTargets(options.target, options.description))
      runs.push(await run(target, cases, settings));
  }
  const text = report(runs, format);
  if (options.out === undefined) process.stdout.write(text);
  else await writeFile(options.out, text);
  return runs.some((finished) => tally(finished).fail > 0) ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(error instanceof TypeError ? `${message}\n\n${USAGE}` : message);
  process.exitCode = error instanceof TypeError ? 2 : 1;
}
