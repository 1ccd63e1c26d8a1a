import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de = {
  device_title: 'Gerät verbinden',
  device_lead: 'Geben Sie den Code ein, den Ihr Gerät anzeigt.',
  device_code: 'Code',
  device_code_hint: 'Groß- oder Kleinbuchstaben, mit oder ohne Bindestrich.',
  device_invalid: 'Dieser Code gilt nicht mehr. Prüfen Sie ihn oder beginnen Sie auf Ihrem Gerät von vorn.',
  device_confirm_title: '{client} auf Ihrem Gerät verbinden?',
  device_confirm_code: 'Ihr Gerät muss diesen Code anzeigen',
  device_warning: 'Fahren Sie nur fort, wenn Sie dies auf Ihrem eigenen Gerät begonnen haben.',
  device_approved_title: 'Ihr Gerät ist verbunden',
  device_approved: 'Sie können diese Seite schließen und zu Ihrem Gerät zurückkehren.',
  device_denied_title: 'Nichts wurde geteilt',
  device_denied: 'Das Gerät erhält keinen Zugriff. Sie können diese Seite schließen.',
  device_decided_title: 'Bereits beantwortet',
  device_decided:
    'Diese Anfrage wurde schon beantwortet, vielleicht in einem anderen Fenster, oder hat zu lange gewartet. Jetzt hat sich nichts geändert.',
} satisfies Words<typeof en>;
