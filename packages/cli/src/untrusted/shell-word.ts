/** The text as one word of a command line that people copy into their shell: it must not be read as anything else. */
export function shellWord(text: string): string {
  if (text.startsWith('~/')) return `~/${text === '~/' ? '' : shellWord(text.slice(2))}`;
  if (/^[\w.:/@+=,%-]+$/.test(text)) return text;
  return /^[\w.:/@+=,% -]+$/.test(text) ? `"${text}"` : `'${text.replaceAll("'", "'\\''")}'`;
}
