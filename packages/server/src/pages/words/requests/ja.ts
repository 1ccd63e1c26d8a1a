import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja = {
  requests_title: 'あなたへの要求',
  requests_lead:
    '今あなたに許可を求めているアプリケーションです。ご自身が今始めたものだけを許可してください。',
  requests_empty_title: '待っている要求はありません',
  requests_empty: 'アプリケーションが許可を求めると、数分間ここに表示されます。',
  requests_open: '内容を見て決める',
  requests_asked: '要求',
  requests_ends: '終了',
  requests_message: 'アプリケーションに次の文が表示されているはずです',
  requests_no_message: 'アプリケーションは照合用の文を送っていません。',
  request_title: '{client} の要求を許可しますか？',
  request_warning:
    'ご自身が今始めた場合だけ許可してください。電話やメッセージで許可を頼まれても応じないでください。',
  request_factor:
    'ご本人であることをもう一つの方法で確認する必要があります。許可すると、まずその確認を求められます。',
  done_request_approved: '許可しました。アプリケーションは自動的に続行します。',
  done_request_denied: '拒否しました。アプリケーションには何も渡されません。',
  requests_waiting: {
    other: '{count} 件のアプリケーションが今あなたに許可を求めています。',
  },
} satisfies Words<typeof en>;
