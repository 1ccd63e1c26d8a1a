import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja = {
  own_apps: '自分のアプリ',
  apps_lead: 'あなたが作り、ここで利用者をサインインさせるアプリケーションです。',
  apps_empty_title: 'アプリはまだありません',
  apps_empty:
    'ご自身のアプリケーションを登録してください。利用者がサインインできるようになる前に、管理者が確認します。',
  apps_limit: '承認待ちのアプリが 10 個あります。1 つ削除するか、決定をお待ちください。',
  app: 'アプリ',
  app_new: '新しいアプリ',
  app_create: '承認を申請',
  app_submit_change: '変更を申請',
  app_pending_notice: '利用者がサインインするには、管理者の承認が必要です。',
  app_inactive_notice: 'このアプリは無効で、誰もサインインできません。有効にできるのは管理者だけです。',
  app_change_title: '変更の承認待ち',
  app_change_lead: 'それまでは承認済みの内容で動きます。申請：',
  app_change_notice:
    'このアプリは承認済みです。変更は管理者が承認すると反映されます。説明と連絡先はすぐに変わります。',
  app_deactivate_consequence:
    '誰もサインインできなくなり、トークンもただちに使えなくなります。再び有効にできるのは管理者だけです。',
  done_change_submitted: '変更を申請しました。',
} satisfies Words<typeof en>;
