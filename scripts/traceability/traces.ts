/** Every requirement there is, with what shows it or why nothing does. */

import { cases, catalogue, protectedCases } from '../../packages/compliance/src/index.ts';
import { GATE_SAMPLES, indexOf } from '../citations/requirement-citations.ts';
import { requirementFiles } from '../requirements/files.ts';
import type { RequirementFile, Rule } from '../requirements/requirement-files.ts';
import { workspaceTexts } from '../sources/texts.ts';
import { collectEvidence, type Evidence, type EvidenceOf, isShown } from './evidence.ts';
import { type InsideReasons, readInsideReasons } from './outside.ts';
import { type Reasons, readReasons, reasonFor } from './reasons.ts';

/** A rule of docs/requirements. */
export type RuleTrace = Evidence & { readonly rule: Rule; readonly reason: string | undefined };

/** A section of a published specification. */
export type SectionTrace = Evidence & {
  readonly specification: string;
  readonly section: string;
  readonly statement: string;
};

export type Traces = {
  readonly files: readonly RequirementFile[];
  readonly rules: readonly RuleTrace[];
  readonly sections: readonly SectionTrace[];
  /** Why some rules that need a case have none. */
  readonly inside: InsideReasons;
};

/** Joins rules with their evidence. */
export function ruleTraces(
  rules: readonly Rule[],
  evidenceOf: EvidenceOf,
  reasons: Reasons,
): readonly RuleTrace[] {
  return rules.map((rule) => {
    const evidence = evidenceOf(rule.name);
    return { ...evidence, rule, reason: isShown(evidence) ? undefined : reasonFor(rule, reasons) };
  });
}

/** The state of this repository. */
export function workspaceTraces(): Traces {
  const files = requirementFiles();
  const texts = workspaceTexts().filter(({ path }) => !GATE_SAMPLES.includes(path));
  const evidenceOf = collectEvidence([...cases, ...protectedCases], texts, indexOf(files));
  return {
    files,
    rules: ruleTraces(
      files.flatMap(({ rules }) => rules),
      evidenceOf,
      readReasons(),
    ),
    inside: readInsideReasons(),
    sections: catalogue.map(({ id, spec, section, statement }) => ({
      ...evidenceOf(id),
      specification: spec,
      section,
      statement,
    })),
  };
}
