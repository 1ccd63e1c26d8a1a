// The suite as a library: what is required, which case shows it, and how to run the cases.

export { cases } from './cases/index.ts';
export { catalogue } from './catalogue/index.ts';
export type { Level, Proof, Requirement } from './catalogue/requirement.ts';
export { protectedCases } from './protected/cases/index.ts';
export { type ProtectedTarget, type RunningUrl, runningUrl } from './protected/targets.ts';
export type { Case, Difference } from './run/case.ts';
export { type ReportFormat, report, tally } from './run/report.ts';
export {
  DEFAULT_SETTINGS,
  type Result,
  type Run,
  type RunSettings,
  run,
  runCases,
  type Verdict,
} from './run/runner.ts';
export type { Feature, Variant } from './setup/features.ts';
export { describedTarget } from './targets/described.ts';
export type { RunningTarget, Target } from './targets/target.ts';
