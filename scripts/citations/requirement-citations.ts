/**
 * Finds where a text cites the project's own requirements, and what each citation means: one rule
 * (`protocol.md TC-2`, `resource.md §2 algorithm`) or a chapter (`clients.md §5`).
 */

import type { RequirementFile, Rule } from '../requirements/requirement-files.ts';
import { lineAt } from '../sources/sources.ts';
import type { Text } from '../sources/texts.ts';

export type RequirementCitation = {
  readonly place: string;
  /** As it is resolved: `protocol.md TC-2`, `clients.md §5`. */
  readonly cited: string;
  readonly found: 'rule' | 'chapter' | 'nothing';
};

export type Index = {
  readonly files: ReadonlySet<string>;
  /** By name. */
  readonly rules: ReadonlyMap<string, Rule>;
  /** `clients.md §5` */
  readonly chapters: ReadonlySet<string>;
  /** `resource.md §2` → the words its rules are known by, longest first. */
  readonly leads: ReadonlyMap<string, readonly string[]>;
  /** Every id of any file: a word that looks like one and is none (`UTF-8`) cites nothing. */
  readonly ids: ReadonlySet<string>;
};

/** Tests of gates whose samples hold citations that lead nowhere, on purpose. */
export const GATE_SAMPLES: readonly string[] = [
  'scripts/gates/citations.test.ts',
  'scripts/gates/requirements.test.ts',
  'scripts/gates/threat-model.test.ts',
  'scripts/gates/traceability.test.ts',
];

/** What can be cited. */
export function indexOf(requirements: readonly RequirementFile[]): Index {
  const rules = requirements.flatMap((one) => one.rules);
  const leads = new Map<string, string[]>();
  for (const { name, file, section } of rules) {
    const chapter = `${file} §${section}`;
    const known = leads.get(chapter) ?? [];
    leads.set(chapter, known);
    if (name.startsWith(`${chapter} `)) known.push(name.slice(chapter.length + 1));
  }
  for (const known of leads.values()) known.sort((a, b) => b.length - a.length);
  return {
    files: new Set(requirements.map(({ file }) => file)),
    rules: new Map(rules.map((rule) => [rule.name, rule])),
    chapters: new Set(
      requirements.flatMap(({ file, chapters }) =>
        [...chapters.keys()].map((number) => `${file} §${number}`),
      ),
    ),
    leads,
    ids: new Set(rules.flatMap(({ name }) => / ([A-Z]+-\d+[a-z]?)$/.exec(name)?.[1] ?? [])),
  };
}

/** A citation over two lines reads as over one; every character keeps its place. */
const unwrapped = (text: string): string =>
  text.replace(/\n[^\S\n]*(?:\*(?!\/)|\/\/|#)?[^\S\n]?/g, (gap) => ' '.repeat(gap.length));

const DOCUMENT = /(?<![\w./-])([a-z][a-z-]*)(\.md)?`?,? +(?=§|[Ss]ections? \d|[A-Z]{1,4}-\d)/g;
const ITEM = /(?:§ ?|[Ss]ections? )(\d+(?:\.\d+)*)|([A-Z]{1,4}-\d+[a-z]?)(?![\w-])/y;
const BETWEEN = /(,? +(?:and|or|to) +|, +|; +|–|\/)(?=§|[A-Z]{1,4}-\d)/y;
const BARE = /(?<![\w-])[A-Z]{1,4}-\d+[a-z]?(?![\w-])/g;

type Found = Omit<RequirementCitation, 'place'> & { readonly start: number; readonly end: number };

/** Reads everything cited of one document: `protocol.md §8.3, SC-2`, `protocol.md DV-3–DV-5`. */
class Reader {
  readonly #text: string;
  readonly #index: Index;

  constructor(text: string, index: Index) {
    this.#text = text;
    this.#index = index;
  }

  #match(pattern: RegExp, start: number): RegExpExecArray | null {
    pattern.lastIndex = start;
    return pattern.exec(this.#text);
  }

  #chapter(chapter: string, { start, end }: { start: number; end: number }): Found {
    const rest = this.#text.slice(end + 1, end + 80);
    const lead = (this.#index.leads.get(chapter) ?? []).find(
      (words) => this.#text[end] === ' ' && rest.startsWith(words) && !/^\w/.test(rest.slice(words.length)),
    );
    if (lead !== undefined) {
      return { cited: `${chapter} ${lead}`, found: 'rule', start, end: end + 1 + lead.length };
    }
    return { cited: chapter, found: this.#index.chapters.has(chapter) ? 'chapter' : 'nothing', start, end };
  }

  #item(file: string, start: number): Found | undefined {
    const item = this.#match(ITEM, start);
    if (item === null) return undefined;
    const end = start + item[0].length;
    if (item[1] !== undefined) return this.#chapter(`${file} §${item[1]}`, { start, end });
    const cited = `${file} ${item[2]}`;
    return { cited, found: this.#index.rules.has(cited) ? 'rule' : 'nothing', start, end };
  }

  /** The rules between two ids of one kind. */
  #range(from: Found, to: Found): readonly Found[] {
    const [, head, first] = /^(.* [A-Z]+-)(\d+)$/.exec(from.cited) ?? [];
    const [, tail, last] = /^(.* [A-Z]+-)(\d+)$/.exec(to.cited) ?? [];
    if (head === undefined || head !== tail) return [];
    const numbers = Array.from(
      { length: Number(last) - Number(first) - 1 },
      (_, step) => Number(first) + 1 + step,
    );
    return numbers
      .map((number) => `${head}${number}`)
      .filter((cited) => this.#index.rules.has(cited))
      .map((cited) => ({ ...to, cited }));
  }

  itemsOf(file: string, start: number): readonly Found[] {
    const found: Found[] = [];
    let separator = '';
    for (let next = this.#item(file, start); next !== undefined; ) {
      const previous = found.at(-1);
      if (previous !== undefined && /–|to/.test(separator)) found.push(...this.#range(previous, next));
      found.push(next);
      const between = this.#match(BETWEEN, next.end);
      separator = between?.[0] ?? '';
      next = between === null ? undefined : this.#item(file, next.end + separator.length);
    }
    return found;
  }
}

/** In a requirement file an id alone is one of its own, or of protocol.md, on which the others build. */
function homesOf(path: string): readonly string[] {
  const file = /^docs\/requirements\/(.+)$/.exec(path)?.[1];
  return file === undefined ? [] : [file, 'protocol.md'];
}

function bareIds({ path, text }: Text, index: Index, taken: readonly Found[]): readonly Found[] {
  const homes = homesOf(path);
  return [...text.matchAll(BARE)].flatMap((match): readonly Found[] => {
    const start = match.index;
    const end = start + match[0].length;
    if (!index.ids.has(match[0]) || taken.some((one) => one.start < end && one.end > start)) return [];
    const home = homes.find((file) => index.rules.has(`${file} ${match[0]}`));
    return [
      { cited: `${home ?? 'no document named:'} ${match[0]}`, found: home ? 'rule' : 'nothing', start, end },
    ];
  });
}

function namedCitations(text: string, index: Index): readonly Found[] {
  const reader = new Reader(text, index);
  return [...text.matchAll(DOCUMENT)].flatMap((match) => {
    const file = `${match[1]}.md`;
    if (!index.files.has(file) && match[2] === undefined) return [];
    return reader.itemsOf(file, match.index + match[0].length);
  });
}

/** Every citation of a requirement in a text, by place. */
export function requirementCitations(source: Text, index: Index): readonly RequirementCitation[] {
  const text = unwrapped(source.text);
  const named = namedCitations(text, index);
  return [...named, ...bareIds({ path: source.path, text }, index, named)]
    .sort((a, b) => a.start - b.start)
    .map(({ cited, found, start }) => ({
      place: `${source.path}:${lineAt(source, start)}`,
      cited,
      found,
    }));
}

/** The text with blanks where it cites requirements, so that other citations can be looked for in the rest. */
export function withoutRequirements({ path, text }: Text, index: Index): Text {
  const parts = text.split('');
  for (const { start, end } of namedCitations(unwrapped(text), index)) parts.fill(' ', start, end);
  return { path, text: parts.join('') };
}

/** Citations of rules, chapters or files that do not exist, and ids of no file at all. */
export function unresolvedRequirements(texts: readonly Text[], index: Index): readonly string[] {
  return texts
    .flatMap((text) => requirementCitations(text, index))
    .filter(({ found }) => found === 'nothing')
    .map(({ place, cited }) => `${place}: ${cited}`);
}
