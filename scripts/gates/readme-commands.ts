/** Commands a reader of the README would copy, and whether something runs each of them. */

/** The section that packages/server/test/documentation/tour.ts runs line by line against a started server. */
export const TOUR = 'A tour in five minutes';

/** Run by the same test to have that server. */
const STARTED_BY_TOUR_TEST = ['npm start'];

export type Command = { readonly section: string; readonly text: string };

/** Commands of the fenced `sh` blocks, a line with its continuations each, with their section. */
export function commandsOf(markdown: string): readonly Command[] {
  return markdown.split(/^(?=## )/m).flatMap((chapter) => {
    const section = /^## (.+)$/m.exec(chapter)?.[1] ?? '';
    return [...chapter.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
      block
        .split(/(?<!\\)\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((text) => ({ section, text })),
    );
  });
}

/** Commands that neither the tour's test nor the lines of `.ci/run` execute. */
export function idleCommands(readme: string, ci: string): readonly string[] {
  const ciLines = ci.split('\n').map((line) => line.split('||')[0]?.trim());
  return commandsOf(readme)
    .filter(
      ({ section, text }) =>
        section !== TOUR && !STARTED_BY_TOUR_TEST.includes(text) && !ciLines.includes(text),
    )
    .map(({ section, text }) => `${section}: ${text}`);
}

/** A command of a reader's terminal; one for a host of the reader cannot be run as it is printed. */
const COMMAND =
  /(?:^|&& |\$\()(?:\$ )?(?:[A-Z_]+=\S+ )*(?:npm|npx|node|curl|grantor|openssl|cat) (?!.*\bexample\.(?:com|org))/m;

/** Blocks that show a command and are not marked `sh`, so that no test copies them: `path: first line`. */
export function unmarkedCommands(path: string, markdown: string): readonly string[] {
  return [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, mark, block = '']) =>
    mark === '' && COMMAND.test(block) ? [`${path}: ${block.split('\n')[0]}`] : [],
  );
}
