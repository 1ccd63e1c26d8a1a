/** Reads the project's own requirements, docs/requirements: each rule with the name it is cited by. */

import { type Block, blocksOf } from './blocks.ts';
import { boldLead, cellLead, plain } from './lead.ts';

export type Rule = {
  /** As it is cited: `protocol.md TC-2`, or `resource.md §2 algorithm` where the rule has no id of its own. */
  readonly name: string;
  readonly file: string;
  /** Number of the chapter it stands in: `8.1`. */
  readonly section: string;
  readonly text: string;
};

export type RequirementFile = {
  /** `protocol.md` */
  readonly file: string;
  readonly title: string;
  /** Number → title, `8.1` besides `8`. */
  readonly chapters: ReadonlyMap<string, string>;
  readonly rules: readonly Rule[];
  readonly nameless: readonly string[];
};

const OWN_ID = /^(?:\*\*)?([A-Z]{1,4}-\d+[a-z]?)(?:\*\*)?(?=\s|$)/;

/** The name of a block: its id, or the words it is known by; undefined where it has neither. */
function nameOf({ section, kind, text }: Block, file: string): string | undefined {
  const id = OWN_ID.exec(text)?.[1];
  if (id !== undefined) return `${file} ${id}`;
  const lead = boldLead(text) ?? (kind === 'row' ? cellLead(text) : undefined);
  return lead && `${file} §${section} ${lead}`;
}

const withoutId = (text: string): string => text.replace(OWN_ID, '').replace(/^\s*\|?\s*/, '');

/**
 * The rules and chapters of one file of docs/requirements. A paragraph without a name introduces or explains;
 * a bullet without one is a rule that nobody can cite, and stands in `nameless`.
 */
export function readRequirements(file: string, markdown: string): RequirementFile {
  const { title, chapters, blocks } = blocksOf(markdown);
  const rules: Rule[] = [];
  const nameless: string[] = [];
  for (const block of blocks) {
    const name = nameOf(block, file);
    if (name !== undefined)
      rules.push({ name, file, section: block.section, text: plain(withoutId(block.text)) });
    else if (block.kind === 'bullet') nameless.push(block.text);
  }
  return { file, title, chapters, rules, nameless };
}
