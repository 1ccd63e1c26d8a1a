import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const zhTW = {
  page_title: '{page} · {site}',
  skip: '跳至內容',
  continue: '繼續',
  copy: '複製',
  copied: '已複製',
  throttled: '嘗試次數過多。請在 {wait}後再試一次。',
  about_client: '關於 {client}',
  client_site: '網站',
  client_policy: '隱私權政策',
  client_terms: '服務條款',
  unverified: '名稱未經驗證',
  this_device: '此裝置上的應用程式',
  another_device: '其他裝置上的應用程式',
  form_post_title: '請稍候',
  form_post_lead: '正在帶您返回 {host}。',
  switches: '語言與主題',
  theme: '主題',
  theme_system: '依裝置設定',
  theme_light: '淺色',
  theme_dark: '深色',
  switches_apply: '套用',
} satisfies Words<typeof en>;
