import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type ListView, listing, type Total } from '../console/list.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { breakable } from '../parts/breakable.ts';
import { type BrowserName, browserWords } from '../parts/browser.ts';
import { moment } from '../parts/moment.ts';
import { type TextKey, textIn } from '../text/catalogue.ts';

type EventType = Extract<TextKey, `event_${string}`> extends `event_${infer Name}` ? Name : never;

export type ActivityRow = {
  readonly type: EventType;
  /** Epoch seconds. */
  readonly at: number;
  readonly success: boolean;
  /** What it was done to. */
  readonly about?: string;
  readonly address?: string;
  readonly browser?: BrowserName;
};

export type ActivityModel = {
  readonly rows: readonly ActivityRow[];
  readonly total: Total;
  readonly view: ListView;
};

const path = '/account/activity';

/** What the person did here, in words. product §12.2 */
export function activityPage(model: ActivityModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const content = listing(
    {
      path,
      caption: text('activity'),
      ...model,
      nameColumn: { label: text('audit_event') },
      name: ({ type, success }) =>
        html`<span class="cell-lines"><span>${text(`event_${type}`)}</span>${!success && html`<span class="state warning">${text('result_false')}</span>`}</span>`,
      columns: [
        { label: text('audit_when'), cell: ({ at }) => moment(at, frame) },
        { label: text('activity_about'), cell: ({ about }) => about ?? '–' },
        {
          label: text('activity_where'),
          cell: ({ browser, address }) =>
            (browser ?? address) === undefined
              ? '–'
              : html`<span class="cell-lines">${browser !== undefined && html`<span>${browserWords(browser, text)}</span>`}${address !== undefined && html`<code>${breakable(address)}</code>`}</span>`,
        },
      ],
      filters: [
        {
          name: 'success',
          label: text('audit_result'),
          options: (['true', 'false'] as const).map((value) => ({ value, label: text(`result_${value}`) })),
        },
      ],
      empty: { icon: icons.list, title: text('activity_empty_title'), sentence: text('activity_empty') },
    },
    frame,
  );
  return consoleLayout(
    { title: text('activity'), section: path, lead: text('activity_lead'), content },
    frame,
  );
}
