/**
 * Regular expressions of the product whose steps may grow faster than the text they read (security.md I-1). Found by
 * looking at the expression, never by running it. Two ways lead there: choices that meet within one attempt, and
 * attempts from many starts that each read the same rest of the text before they fail.
 */

import { type AST, RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';
import { getConsumedChars, getFirstConsumedChar, isPotentiallyZeroLength } from 'regexp-ast-analysis';
import { analyse } from 'scslre';
import {
  isIdentifier,
  isNewExpression,
  isRegularExpressionLiteral,
  type Node,
} from 'typescript/unstable/ast';
import { isProduct, nodesOf, packageOf, placeOf, type Source } from '../sources/sources.ts';

/** What is found too much, as it is written, and why it does no harm. */
export const HARMLESS: Readonly<Record<string, string>> = {
  [String.raw`/^([A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?]*)?([^?]*)(?:\?(.*))?$/s`]:
    'fits every text, so it never fails',
  [String.raw`/([^\r\n]*)(\r\n|\n|\r|$)/g`]: 'what is not in its first group begins its second',
  [String.raw`/^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/`]:
    'reads lines of a file of the person who runs it',
  [String.raw`/^Client ID:[ \t]*(\S+)[ \t]*$/m`]: 'reads the file that the first start has written',
};

/** Where an expression is made of a constant of ours, anchored. */
export const MADE_AT_RUN_TIME: readonly string[] = ['packages/resource/src/answers/metadata.ts'];

/** The suite reads what the operator points it at, and runs for nobody else. */
const UNGATED = new Set(['compliance']);

const isAnchored = ({ elements: [first] }: AST.Alternative, { multiline }: AST.Flags): boolean =>
  first?.type === 'Assertion' && first.kind === 'start' && !multiline;

/** Whether what stands behind the element, up to the end of the alternative, may turn the match down. */
function mayFailAfter(element: AST.Element, whole: AST.Alternative, flags: AST.Flags): boolean {
  const { parent } = element;
  if (parent.type === 'Alternative') {
    const rest = parent.elements.slice(parent.elements.indexOf(element) + 1);
    if (rest.some((next) => next.type === 'Assertion' || !isPotentiallyZeroLength(next, flags))) return true;
    if (parent === whole) return false;
  }
  const outer = parent.type === 'Alternative' ? parent.parent : parent;
  return outer.type === 'Pattern' ? false : mayFailAfter(outer as AST.Element, whole, flags);
}

/** Repetitions without end that read over the beginning of another attempt and may fail behind it. */
function readAgain({ pattern, flags }: AST.RegExpLiteral): readonly string[] {
  if (flags.sticky) return [];
  return pattern.alternatives
    .filter((alternative) => !isAnchored(alternative, flags))
    .flatMap((alternative) => {
      const beginning = getFirstConsumedChar(alternative, 'ltr', flags).char;
      const found: string[] = [];
      visitRegExpAST(alternative, {
        onQuantifierEnter(quantifier) {
          if (quantifier.max !== Number.POSITIVE_INFINITY) return;
          const { chars } = getConsumedChars(quantifier.element, flags);
          const overlaps = !chars.isDisjointWith(beginning);
          if (overlaps && mayFailAfter(quantifier, alternative, flags)) found.push(quantifier.raw);
        },
      });
      return found;
    });
}

function complaintOf(literal: string): string | undefined {
  const parsed = new RegExpParser().parseLiteral(literal);
  const { reports } = analyse({ source: parsed.pattern.raw, flags: parsed.flags.raw });
  if (reports.length > 0) return 'may take more steps than its text is long';
  const [again] = readAgain(parsed);
  return again === undefined ? undefined : `may read ${again} again from every start`;
}

function complaintAt({ path }: Source, node: Node): string | undefined {
  if (isRegularExpressionLiteral(node)) return complaintOf(node.text);
  if (MADE_AT_RUN_TIME.includes(path)) return undefined;
  const isMade = isNewExpression(node) && isIdentifier(node.expression) && node.expression.text === 'RegExp';
  return isMade ? 'is made at run time, where nobody can look at it' : undefined;
}

/** Every expression of the product that is not plainly linear; `except` are those known to do no harm. */
export function superLinear(sources: readonly Source[], except: ReadonlySet<string>): readonly string[] {
  return sources
    .filter(({ path }) => isProduct(path) && !UNGATED.has(packageOf(path) ?? ''))
    .flatMap((source) =>
      nodesOf(source).flatMap((node) => {
        const text = node.getText(source.tree);
        const complaint = except.has(text) ? undefined : complaintAt(source, node);
        return complaint === undefined ? [] : [`${placeOf(source, node)}: ${text} ${complaint}`];
      }),
    );
}
