import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja = {
  device_title: '端末をつなぐ',
  device_lead: '端末に表示されたコードを入力してください。',
  device_code: 'コード',
  device_code_hint: '大文字でも小文字でも、ハイフンはなくてもかまいません。',
  device_invalid: 'このコードは使えません。確かめるか、端末でやり直してください。',
  device_confirm_title: '端末の {client} をつなぎますか？',
  device_confirm_code: '端末にこのコードが表示されているはずです',
  device_warning: 'ご自身の端末で始めた場合だけ続けてください。',
  device_approved_title: '端末がつながりました',
  device_approved: 'このページを閉じて端末に戻ってください。',
  device_denied_title: '何も共有されていません',
  device_denied: '端末はアクセスできません。このページを閉じてかまいません。',
  device_decided_title: '回答済みです',
  device_decided:
    'この依頼には別の画面などで先に回答があるか、時間が過ぎています。今回は何も変わっていません。',
} satisfies Words<typeof en>;
