import { undo } from './consent.ts';
import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import { icons } from './markup/icons.ts';
import { textIn } from './text/catalogue.ts';

export type DeviceResultModel = {
  /** `request_…`: of an application that named its person. */
  readonly kind: 'approved' | 'denied' | 'already_decided' | 'request_approved' | 'request_denied';
  /** Where what was allowed is listed, to be taken back; absent: here. */
  readonly list?: 'elsewhere';
};

const results = {
  approved: {
    title: 'device_approved_title',
    sentence: 'device_approved',
    icon: icons.check,
    tone: 'success',
  },
  denied: { title: 'device_denied_title', sentence: 'device_denied', icon: icons.cross, tone: 'neutral' },
  request_approved: {
    title: 'done_request_approved',
    sentence: null,
    icon: icons.check,
    tone: 'success',
  },
  request_denied: {
    title: 'device_denied_title',
    sentence: 'done_request_denied',
    icon: icons.cross,
    tone: 'neutral',
  },
  already_decided: {
    title: 'device_decided_title',
    sentence: 'device_decided',
    icon: icons.info,
    tone: 'info',
  },
} as const;

/** What became of a request that was made elsewhere. */
export function deviceResultPage(model: DeviceResultModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const { title, sentence, icon, tone } = results[model.kind];
  const content = html`<div class="body outcome">
<span class="medal ${tone}">${icon}</span>
<div class="lead"><h1>${text(title)}</h1>${sentence !== null && html`<p>${text(sentence)}</p>`}</div>
${model.kind === 'approved' && model.list === undefined && html`<p class="quiet">${undo(text)}</p>`}
</div>`;
  return layout({ title: text(title), content }, frame);
}
