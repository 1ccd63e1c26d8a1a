/** Pages of the documentation with every kind of block, and without a page. */

import { parsePage } from '../../src/documentation/parse.ts';
import {
  type Block,
  type DocumentationModel,
  type DocumentationNavigation,
  documentationMissingPage,
  documentationPage,
  type Frame,
  type Html,
  type Inline,
  type PolicyVariant,
} from '../../src/pages/index.ts';

const sample = `# A page with everything

It begins with what it is about, with \`code\`, **weight** and *tone*.

## Pictures {#pictures}

\`\`\`sequence
Three who talk
One asks another, who does something and answers.
Browser | Your application | Grantor
1 > 2: Asks for something
2 > 3: Passes it on
3: Thinks about it for a rather long while
1 < 3: Answers at once, and at length
\`\`\`

## Examples {#examples}

\`\`\`bash
curl -s {BASE_URL}/oauth/token -d client_id={CLIENT_ID} -d grant_type=refresh_token -d refresh_token=a-rather-long-one
\`\`\`

\`\`\`bash template
CODE=YOUR_CODE
\`\`\`

\`\`\`ini
A_SETTING=value
\`\`\`

\`\`\`text
A line of text
\`\`\`

> A note about it, with [a link elsewhere](https://specs.example/) and [one to a page](tokens#refresh).

### Smaller {#smaller}

1. one
2. two
   - and \`three\`

| name | meaning | further |
|---|---|---|
| \`a_rather_long_name_of_something\` | what it is | {BASE_URL} |
| \`b\` | [a place here](#pictures) | nothing |
`;

const navigation: DocumentationNavigation = {
  language: 'en',
  groups: [
    { label: 'docs_group_start', places: [{ slug: 'getting-started', title: 'Getting started' }] },
    {
      label: 'docs_group_flows',
      places: [
        { slug: 'everything', title: 'A page with everything' },
        { slug: 'tokens', title: 'Tokens' },
      ],
    },
    { label: 'docs_group_tokens', places: [{ slug: 'errors', title: 'Errors' }] },
    { label: 'docs_group_server', places: [{ slug: 'self-hosting', title: 'Running the server' }] },
  ],
};

const model: DocumentationModel = {
  ...navigation,
  slug: 'everything',
  page: parsePage(sample),
  baseUrl: 'https://id.northwind.example',
  clients: [],
};

const inlineWords = (content: readonly Inline[]): readonly string[] =>
  content.flatMap((inline) => ('text' in inline ? [inline.text] : inlineWords(inline.content)));

function wordsOf(block: Block): readonly string[] {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return inlineWords(block.content);
    case 'list':
      return block.items.flat().flatMap(wordsOf);
    case 'note':
      return block.content.flatMap(wordsOf);
    case 'table':
      return [...block.head, ...block.rows.flat()].flatMap(inlineWords);
    case 'code':
      return [block.text, 'Shell'];
    case 'sequence': {
      const { title, description, actors, steps } = block.sequence;
      return [title, description, ...actors, ...steps.map(({ text }) => text)];
    }
  }
}

/** What the pages themselves say: the longer first, since some are parts of others. */
export const wordsOfDocumentation: readonly string[] = [
  ...navigation.groups.flatMap(({ places }) => places.map(({ title }) => title)),
  ...model.page.blocks.flatMap(wordsOf),
  'https://id.northwind.example',
  'YOUR_CLIENT_ID',
  'acme-notes',
  'weather',
].sort((one, other) => other.length - one.length);

const policy: PolicyVariant = { kind: 'account' };

const signedOut = ({ account: _, ...frame }: Frame): Frame => frame;

export const documentationExamples = [
  {
    name: 'documentation',
    policy,
    render: (frame: Frame): Html =>
      documentationPage(
        {
          ...model,
          clientId: 'acme-notes',
          clients: [
            { id: 'acme-notes', name: 'Acme Notes' },
            { id: 'weather', name: 'Weather agent for all who plan very long journeys on foot' },
          ],
        },
        frame,
      ),
  },
  {
    name: 'documentation-signed-out',
    policy,
    render: (frame: Frame): Html => documentationPage(model, signedOut(frame)),
  },
  {
    name: 'documentation-english',
    policy,
    render: (frame: Frame): Html => documentationPage({ ...model, language: 'zh-TW' }, frame),
  },
  {
    name: 'documentation-missing',
    policy,
    render: (frame: Frame): Html => documentationMissingPage(navigation, frame),
  },
] as const;

/** A page whose every text is the payload. */
export const poisonedDocumentation = (payload: string, frame: Frame): readonly Html[] => [
  documentationPage(
    {
      ...model,
      clientId: payload,
      clients: [{ id: payload, name: payload }],
      baseUrl: payload,
      groups: [{ label: 'docs_title', places: [{ slug: 'everything', title: payload }] }],
      page: {
        title: payload,
        blocks: [
          { kind: 'heading', depth: 2, id: 'one', content: [{ kind: 'text', text: payload }] },
          { kind: 'heading', depth: 2, id: 'two', content: [{ kind: 'code', text: payload }] },
          { kind: 'code', language: payload, standing: 'whole', text: `{BASE_URL} {CLIENT_ID} ${payload}` },
          {
            kind: 'table',
            head: [[{ kind: 'text', text: payload }]],
            rows: [[[{ kind: 'text', text: payload }]]],
          },
          {
            kind: 'sequence',
            sequence: {
              title: payload,
              description: payload,
              actors: [payload],
              steps: [{ from: 0, to: 0, line: 'ask', text: payload }],
            },
          },
        ],
      },
    },
    frame,
  ),
];
