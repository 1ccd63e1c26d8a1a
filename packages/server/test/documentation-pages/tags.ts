/** Whether HTML is whole: every element ends where it has to, no id stands twice, and every reference to one leads to it. */

const empty = new Set(['meta', 'link', 'input', 'br', 'hr', 'img', 'path', 'rect', 'circle', 'use']);

/** What is wrong with it; empty: nothing. */
export function tagFaults(html: string): readonly string[] {
  const faults: string[] = [];
  const open: string[] = [];
  const ids: string[] = [];
  const references: string[] = [];
  for (const [tag, slash = '', name = '', attributes = ''] of html.matchAll(
    /<(\/?)([a-z][a-z0-9]*)([^>]*)>/gi,
  )) {
    if (slash !== '') {
      const last = open.pop();
      if (last !== name) faults.push(`${tag} ends ${last}`);
      continue;
    }
    if (/(?:^|\s)([\w-]+)=[^>]*\s\1=/.test(attributes)) faults.push(`twice in ${tag}`);
    for (const [, id = ''] of attributes.matchAll(/ id="([^"]*)"/g)) ids.push(id);
    for (const [, list = ''] of attributes.matchAll(/ (?:aria-labelledby|for|data-copy)="([^"]*)"/g))
      references.push(...list.split(' '));
    if (!empty.has(name) && !attributes.endsWith('/')) open.push(name);
  }
  if (open.length > 0) faults.push(`never ended: ${open.join(', ')}`);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return [
    ...faults,
    ...twice.map((id) => `two of ${id}`),
    ...references.filter((id) => !ids.includes(id)).map((id) => `none of ${id}`),
  ];
}
