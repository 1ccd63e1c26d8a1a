import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { cases } from './cases/index.ts';
import { protectedCases } from './protected/cases/index.ts';
import { type ProtectedTarget, runningUrl } from './protected/targets.ts';
import { REPORT_FORMATS, type ReportFormat, report, summaryOf, tally } from './run/report.ts';
import { DEFAULT_SETTINGS, type Run, type RunSettings, run, runCases } from './run/runner.ts';
import { describedTarget, exampleDescription } from './targets/described.ts';
import type { Target } from './targets/target.ts';

// The command line of the suite.

/** What a program adds to the command: targets that it starts itself, by name. */
export interface Known {
  readonly usage: string;
  /** For `--target`; the first ones are meant where nobody names any. */
  readonly targets?: ReadonlyMap<string, readonly Target[]>;
  /** How those are run, where it is otherwise than others. */
  readonly settings?: Omit<RunSettings, 'only'>;
  /** For `--protected`, beside URLs. */
  readonly services?: ReadonlyMap<string, readonly ProtectedTarget[]>;
}

const options = {
  target: { type: 'string' },
  only: { type: 'string', default: '' },
  report: { type: 'string' },
  out: { type: 'string' },
  description: { type: 'string' },
  'print-description': { type: 'boolean', default: false },
  protected: { type: 'string' },
  issuer: { type: 'string' },
  scopes: { type: 'string', default: '' },
  help: { type: 'boolean', default: false },
} as const;

const readArguments = (words: readonly string[]) =>
  parseArgs({ args: [...words], options, allowPositionals: true });

type Wish = ReturnType<typeof readArguments>['values'];

function checkUrl(text: string): void {
  if (!URL.canParse(text) || !/^https?:/.test(text)) throw new TypeError(`"${text}" is no http address`);
}

async function chooseTargets(
  issuer: string | undefined,
  wish: Wish,
  known: Known,
): Promise<readonly Target[]> {
  if (issuer !== undefined) {
    checkUrl(issuer);
    return [await describedTarget(issuer, wish.description)];
  }
  const [usual] = known.targets?.keys() ?? [];
  const name = wish.target ?? usual;
  if (name === undefined) throw new TypeError('the issuer URL of the server is missing');
  const targets = known.targets?.get(name);
  if (targets === undefined) throw new TypeError(`unknown target "${name}"`);
  return targets;
}

function chooseServices(url: string, wish: Wish, known: Known): readonly ProtectedTarget[] {
  const services = known.services?.get(url);
  if (services !== undefined) return services;
  checkUrl(url);
  if (wish.issuer === undefined) throw new TypeError('--protected needs --issuer');
  checkUrl(wish.issuer);
  const scopes = wish.scopes.split(' ').filter((scope) => scope !== '');
  return [runningUrl({ url, issuer: wish.issuer, scopes, features: ['metadata', 'raw_headers'] })];
}

function chooseFormat(name: string): ReportFormat {
  const format = REPORT_FORMATS.find((one) => one === name);
  if (format === undefined) throw new TypeError(`unknown report "${name}"`);
  return format;
}

async function check(issuer: string | undefined, wish: Wish, known: Known): Promise<readonly Run[]> {
  const settings = { ...DEFAULT_SETTINGS, only: wish.only };
  const runs: Run[] = [];
  if (wish.protected !== undefined) {
    for (const services of chooseServices(wish.protected, wish, known))
      runs.push(await runCases(services, protectedCases, settings));
    return runs;
  }
  const targets = await chooseTargets(issuer, wish, known);
  const own = issuer === undefined ? known.settings : {};
  for (const target of targets) {
    const finished = await run(target, cases, { ...settings, ...own, only: wish.only });
    // The report comes when the last one is done, minutes later
    if (targets.length > 1) console.error(summaryOf(finished));
    runs.push(finished);
  }
  return runs;
}

async function answer(words: readonly string[], known: Known): Promise<number> {
  const { values: wish, positionals } = readArguments(words);
  const [issuer, surplus] = positionals;
  if (wish.help) {
    console.log(known.usage);
    return 0;
  }
  if (wish['print-description']) {
    console.log(JSON.stringify(exampleDescription(), undefined, 2));
    return 0;
  }
  if (surplus !== undefined) throw new TypeError(`one address at a time: "${surplus}" is one too many`);
  const named = wish.report === undefined ? null : chooseFormat(wish.report);
  const runs = await check(issuer, wish, known);
  const format = named ?? (runs.length > 1 && wish.protected === undefined ? 'table' : 'text');
  const text = report(runs, format);
  if (wish.out === undefined) process.stdout.write(text);
  else await writeFile(wish.out, text);
  return runs.some((finished) => tally(finished).fail > 0) ? 1 : 0;
}

/** Resolves with the exit code: 1 when a case failed or could not be tried, 2 when asked for nonsense. Prints the rest. */
export async function commandLine(words: readonly string[], known: Known): Promise<number> {
  try {
    return await answer(words, known);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(error instanceof TypeError ? `${message}\n\n${known.usage}` : message);
    return error instanceof TypeError ? 2 : 1;
  }
}
