import { Conversation } from '../conversation/conversation.ts';
import type { Variant } from '../setup/features.ts';
import type { RunningTarget, Target } from '../targets/target.ts';
import { send } from '../wire/answer.ts';
import type { Case, Difference } from './case.ts';

// Runs cases against a target and judges them. It never decides what is right; cases do.

export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'fail'; readonly message: string }
  | { readonly kind: 'not offered'; readonly missing: readonly string[] }
  | { readonly kind: 'differs'; readonly reason: string; readonly seen: string };

export interface Result {
  readonly case: Pick<Case, 'name' | 'requirements'>;
  readonly verdict: Verdict;
  readonly milliseconds: number;
}

export interface Run {
  readonly target: string;
  readonly results: readonly Result[];
}

export interface RunSettings {
  readonly concurrency: number;
  /** For a case, unless it says that it takes longer. */
  readonly timeoutMs: number;
  /** Only cases whose name or requirements contain this text. */
  readonly only: string;
}

export const DEFAULT_SETTINGS: RunSettings = { concurrency: 6, timeoutMs: 20_000, only: '' };

/** Turns what a case threw (or did not) into a verdict, given the difference declared for the target. */
export function judge(failure: string | undefined, difference: Difference | undefined): Verdict {
  if (difference === undefined)
    return failure === undefined ? { kind: 'pass' } : { kind: 'fail', message: failure };
  if (failure === undefined)
    return { kind: 'fail', message: `the declared difference is gone: ${difference.reason}` };
  if (difference.seen.test(failure)) return { kind: 'differs', reason: difference.reason, seen: failure };
  return { kind: 'fail', message: `differs in another way than declared: ${failure}` };
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return (error.message || error.name) + cause;
}

async function failureOf(run: () => Promise<void>, timeoutMs: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([run(), late]);
    return undefined;
  } catch (error) {
    return textOf(error);
  } finally {
    clearTimeout(timer);
  }
}

/** What cases are run against: set up in several ways, each started once. */
export interface Subject<Talk, Offer extends string, Setup extends string> {
  readonly name: string;
  readonly features: ReadonlySet<Offer>;
  /** The set-up of cases that name none. */
  readonly usual: Setup;
  /** Undefined when it cannot be set up that way. */
  start(setup: Setup): Promise<Started<Talk> | undefined>;
}

export interface Started<Talk> {
  /** For one case. */
  talk(): Promise<Talk>;
  stop(): Promise<void>;
}

type Speak<Talk> = () => Promise<Talk | undefined>;

const differenceOf = <Talk, Offer extends string, Setup extends string>(
  { differs = {} }: Case<Talk, Offer, Setup>,
  name: string,
): Difference | undefined => (name === 'reference' || name === 'facade' ? differs[name] : undefined);

/** Missing features, or the set-up that cannot be had, or what the case says about it. Rejects where that does not start. */
async function verdictOf<Talk, Offer extends string, Setup extends string>(
  one: Case<Talk, Offer, Setup>,
  { name, features }: Pick<Subject<Talk, Offer, Setup>, 'name' | 'features'>,
  { speak, timeoutMs }: { readonly speak: Speak<Talk>; readonly timeoutMs: number },
): Promise<Verdict> {
  const missing = (one.needs ?? []).filter((feature) => !features.has(feature));
  if (missing.length > 0) return { kind: 'not offered', missing };
  const talk = await speak();
  if (talk === undefined) return { kind: 'not offered', missing: [`variant ${one.variant}`] };
  const failure = await failureOf(() => one.run(talk), Math.max(one.withinMs ?? 0, timeoutMs));
  return judge(failure, differenceOf(one, name));
}

/** Runs the chosen cases against a subject, a few at a time, and stops everything it started. */
export async function runCases<Talk, Offer extends string, Setup extends string>(
  subject: Subject<Talk, Offer, Setup>,
  cases: readonly Case<Talk, Offer, Setup>[],
  settings = DEFAULT_SETTINGS,
): Promise<Run> {
  const chosen = cases.filter((one) => [one.name, ...one.requirements].join(' ').includes(settings.only));
  const started = new Map<Setup, Promise<Started<Talk> | undefined>>();
  const startOnce = (setup: Setup): Promise<Started<Talk> | undefined> => {
    const running = started.get(setup) ?? subject.start(setup);
    started.set(setup, running);
    return running;
  };
  const results = new Map<Result['case'], Result>();
  // Those that say they take long begin first: the others are done while they wait
  const queue = chosen.toSorted((one, other) => (other.withinMs ?? 0) - (one.withinMs ?? 0));
  const work = async (): Promise<void> => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
      const { variant = subject.usual } = one;
      const begun = performance.now();
      const speak = async () => (await startOnce(variant))?.talk();
      const verdict = await verdictOf(one, subject, { speak, timeoutMs: settings.timeoutMs }).catch(
        (error: unknown): Verdict => {
          // Where not even the usual one starts there is nothing to tell but that
          if (variant === subject.usual) throw error;
          return { kind: 'fail', message: textOf(error) };
        },
      );
      results.set(one, { case: one, verdict, milliseconds: Math.round(performance.now() - begun) });
    }
  };
  try {
    await Promise.all(Array.from({ length: settings.concurrency }, work));
  } finally {
    const ended = await Promise.allSettled(started.values());
    await Promise.all(ended.map((end) => (end.status === 'fulfilled' ? end.value?.stop() : undefined)));
  }
  return { target: subject.name, results: chosen.flatMap((one) => results.get(one) ?? []) };
}

async function converse(running: RunningTarget): Promise<Conversation> {
  const metadata = await send(`${running.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  return new Conversation(running, metadata.json);
}

/** Runs the chosen cases against an authorization server. */
export function run(target: Target, cases: readonly Case[], settings = DEFAULT_SETTINGS): Promise<Run> {
  const start = async (variant: Variant): Promise<Started<Conversation> | undefined> => {
    const running = await target.start(variant);
    return running && { talk: () => converse(running), stop: () => running.stop() };
  };
  const { name, features } = target;
  return runCases({ name, features, usual: 'default', start }, cases, settings);
}
