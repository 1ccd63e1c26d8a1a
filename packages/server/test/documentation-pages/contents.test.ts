import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCatalogue, wireName } from '@grantor/protocol';
import { groups, variablesOf } from '../../src/config/schema.ts';
import { contentsBy, slugs, type WrittenLanguage } from '../../src/documentation/contents.ts';
import { parsePage } from '../../src/documentation/parse.ts';
import type { Block, Inline } from '../../src/pages/index.ts';

const contents = contentsBy(parsePage);
const languages: readonly WrittenLanguage[] = ['en', 'zh-TW'];

const within = (block: Block): readonly Block[] => {
  if (block.kind === 'list') return [block, ...block.items.flat().flatMap(within)];
  return block.kind === 'note' ? [block, ...block.content.flatMap(within)] : [block];
};
const blocksOf = (language: WrittenLanguage, slug: (typeof slugs)[number]) =>
  contents.page(language, slug).blocks.flatMap(within);

const linesOf = (block: Block): readonly (readonly Inline[])[] => {
  if (block.kind === 'heading' || block.kind === 'paragraph') return [block.content];
  return block.kind === 'table' ? [...block.head, ...block.rows.flat()] : [];
};
const linksIn = (line: readonly Inline[]): readonly string[] =>
  line.flatMap((inline) => {
    if (inline.kind === 'link') return [inline.href];
    return 'content' in inline ? linksIn(inline.content) : [];
  });
const codeIn = (line: readonly Inline[]): readonly string[] =>
  line.flatMap((inline) => (inline.kind === 'code' ? [inline.text] : []));

const idsOf = (language: WrittenLanguage, slug: (typeof slugs)[number]) =>
  blocksOf(language, slug).flatMap((block) => (block.kind === 'heading' ? [block.id] : []));

/** What two languages share of a block. */
function shapeOf(block: Block): unknown {
  switch (block.kind) {
    case 'heading':
      return block.id;
    case 'code':
      return block;
    case 'table':
      return block.rows.length;
    case 'sequence':
      return block.sequence.steps.map(({ from, to, line }) => `${from} ${line} ${to}`);
    default:
      return block.kind;
  }
}

describe('the pages of the documentation — product.md D-1', () => {
  it('are those that are required, in this order', () => {
    assert.deepEqual(slugs, [
      'getting-started',
      'auth-code-flow',
      'device-flow',
      'client-credentials',
      'oidc',
      'jwt-verification',
      'tokens',
      'errors',
      'mcp',
      'sender-constraint',
      'consent-and-grants',
      'management-api',
      'external-auth',
      'self-hosting',
      'configuration',
    ]);
  });

  for (const slug of slugs) {
    if (slug !== 'configuration')
      it(`${slug} says the same in both languages: the same parts, examples, rows and drawings`, () => {
        const shape = (language: WrittenLanguage) => blocksOf(language, slug).map(shapeOf);
        assert.deepEqual(shape('zh-TW'), shape('en'));
        assert.notEqual(contents.page('zh-TW', slug).title + slug, contents.page('en', slug).title);
      });

    for (const language of languages) {
      it(`${slug} in ${language} leads to places that exist`, () => {
        const links = blocksOf(language, slug).flatMap(linesOf).flatMap(linksIn);
        for (const link of links.filter((one) => !one.startsWith('/'))) {
          const [name, place] = link.split('#');
          const target = slugs.find((known) => known === (name === '' ? slug : name));
          assert.ok(target !== undefined, link);
          if (place !== undefined) assert.ok(idsOf(language, target).includes(place), link);
        }
      });

      it(`${slug} in ${language} names no part twice`, () => {
        const ids = idsOf(language, slug);
        assert.deepEqual(
          ids.filter((id, index) => ids.indexOf(id) !== index),
          [],
        );
      });

      it(`${slug} in ${language} has drawings whose actors all exist`, () => {
        for (const block of blocksOf(language, slug)) {
          if (block.kind !== 'sequence') continue;
          const { actors, steps } = block.sequence;
          for (const { from, to } of steps) assert.ok(from < actors.length && to < actors.length);
        }
      });
    }
  }

  it('explains every error code there is, and no other', () => {
    const explained = blocksOf('en', 'errors').flatMap((block) =>
      block.kind === 'table' ? block.rows.flatMap(([codes = []]) => codeIn(codes)) : [],
    );
    const codes = Object.keys(errorCatalogue) as (keyof typeof errorCatalogue)[];
    assert.deepEqual([...new Set(explained)].sort(), [...new Set(codes.map(wireName))].sort());
  });

  it('lists every setting, in both languages — operations.md K-4', () => {
    for (const language of languages) {
      const rows = blocksOf(language, 'configuration').flatMap((block) =>
        block.kind === 'table' ? block.rows.flatMap(([name = []]) => codeIn(name)) : [],
      );
      for (const { name } of groups.flatMap(variablesOf))
        assert.ok(rows.includes(name), `${language}: ${name}`);
    }
  });
});

describe('the Markdown of a page — security.md B-2', () => {
  const refused: readonly (readonly [string, string])[] = [
    ['no title', 'Only text'],
    ['markup', '# T\n\n<script>alert(1)</script>'],
    ['markup in a line', '# T\n\nText <img src=x onerror=alert(1)> text'],
    ['an image', '# T\n\n![x](https://elsewhere.example/x.png)'],
    ['a step that is none', '# T\n\n```sequence\nA\nB\nC | D\n1 ! 2: x\n```'],
  ];
  for (const [name, markdown] of refused)
    it(`is refused with ${name}`, () => {
      assert.throws(() => parsePage(markdown));
    });
});
