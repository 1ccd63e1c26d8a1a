/** The section of a release in CHANGELOG.md (Keep a Changelog). */

const UNRELEASED = '## [Unreleased]';

const sectionsOf = (changelog: string): readonly string[] => changelog.split(/^(?=## )/m);

/** What the section of a version says, without its heading; undefined when there is none. */
export function notesOf(changelog: string, version: string): string | undefined {
  const section = sectionsOf(changelog).find((one) => one.startsWith(`## [${version}]`));
  return section?.replace(/^.*\n/, '').trim();
}

/**
 * The changelog in which what was not released yet is the section of this version.
 * @param date as in `2026-01-31`
 * @throws when nothing is written there, or the version has a section already
 */
export function releasedChangelog(changelog: string, version: string, date: string): string {
  const notes = notesOf(changelog, 'Unreleased');
  if (notes === undefined || !/^- /m.test(notes))
    throw new Error('CHANGELOG.md says nothing under Unreleased');
  if (notesOf(changelog, version) !== undefined)
    throw new Error(`CHANGELOG.md has a section ${version} already`);
  return changelog.replace(UNRELEASED, `${UNRELEASED}\n\n## [${version}] - ${date}`);
}
