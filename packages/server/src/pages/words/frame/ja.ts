import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja = {
  page_title: '{page} · {site}',
  skip: '本文へ移動',
  continue: '続ける',
  copy: 'コピー',
  copied: 'コピーしました',
  throttled: '試行回数が多すぎます。{wait}後にもう一度お試しください。',
  about_client: '{client} について',
  client_site: 'ウェブサイト',
  client_policy: 'プライバシーポリシー',
  client_terms: '利用規約',
  unverified: '名前は未確認',
  this_device: 'この端末上のアプリ',
  another_device: '別の端末上のアプリ',
  form_post_title: '少々お待ちください',
  form_post_lead: '{host} に戻ります。',
  switches: '言語とテーマ',
  theme: 'テーマ',
  theme_system: 'デバイスに合わせる',
  theme_light: 'ライト',
  theme_dark: 'ダーク',
  switches_apply: '適用',
} satisfies Words<typeof en>;
