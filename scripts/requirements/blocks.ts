/** Cuts Markdown into what can be a rule: a bullet, a row of a table, a paragraph that leads to neither. */

export type Kind = 'row' | 'bullet' | 'text';

export type Block = { readonly section: string; readonly kind: Kind; readonly text: string };

export type Blocks = {
  readonly title: string;
  readonly chapters: ReadonlyMap<string, string>;
  readonly blocks: readonly Block[];
};

const HEADING = /^#{2,3} (\d+(?:\.\d+)*)\.? (.+)$/;
const SEPARATOR = /^\|[\s:|-]+\|$/;

/** A row of a table, without its outer bars. A row whose first cell stands alone is a heading inside the table. */
function rowText(line: string): string | undefined {
  const cells = line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
  return cells.slice(1).every((cell) => cell === '') ? undefined : cells.join(' | ');
}

const kindOf = (line: string): Kind =>
  line.startsWith('|') ? 'row' : line.startsWith('- ') ? 'bullet' : 'text';

/** Lines of one kind that follow each other; a bullet is a group of its own. */
function groupsOf(lines: readonly string[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let open: string[] | undefined;
  for (const line of lines) {
    const [first] = open ?? [];
    const continues = first !== undefined && kindOf(first) === kindOf(line) && kindOf(line) !== 'bullet';
    if (line.trim() === '') open = undefined;
    else if (continues) open?.push(line);
    else {
      open = [line];
      groups.push(open);
    }
  }
  return groups;
}

function textsOf(group: readonly string[]): readonly string[] {
  const [first = ''] = group;
  if (kindOf(first) === 'bullet') return [first.slice(2)];
  if (kindOf(first) === 'row') {
    const body = SEPARATOR.test(group[1] ?? '') ? group.slice(2) : group;
    return body.flatMap((line) => rowText(line) ?? []);
  }
  return [group.join(' ')];
}

/** Everything below the numbered headings; what stands before the first of them introduces and demands nothing. */
export function blocksOf(markdown: string): Blocks {
  const lines = markdown.split('\n');
  const chapters = new Map<string, string>();
  const blocks: Block[] = [];
  let section: string | undefined;
  let open: string[] = [];
  const close = (): void => {
    if (section !== undefined) {
      const number = section;
      for (const group of groupsOf(open)) {
        const kind = kindOf(group[0] ?? '');
        blocks.push(...textsOf(group).map((text) => ({ section: number, kind, text })));
      }
    }
    open = [];
  };
  for (const line of lines) {
    const heading = HEADING.exec(line);
    if (heading === null) {
      open.push(line);
      continue;
    }
    close();
    section = heading[1] ?? '';
    chapters.set(section, heading[2] ?? '');
  }
  close();
  return { title: (lines[0] ?? '').replace(/^# /, ''), chapters, blocks };
}
