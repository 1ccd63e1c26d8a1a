import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja = {
  admin_overview: 'ダッシュボード',
  admin_lead: '{site} の状況と対応が必要な項目。',
  admin_users: 'ユーザー',
  admin_users_more: '管理者：{administrators}、無効：{disabled}',
  admin_clients: 'クライアント',
  admin_clients_more: { other: '承認待ち {count} 件' },
  no_data_yet: 'データはまだありません',
  as_table: '表で表示',
  day: '日付',
  admin_live: '有効なアクセス',
  admin_live_more: { other: 'アプリの接続、不透明トークン {count} 件' },
  chart_sign_ins: '1日のサインイン',
  chart_succeeded: '成功',
  chart_failed: '失敗',
  chart_tokens: '1日のトークン（付与種別）',
  grant_code: '認可コード',
  grant_refresh: '更新',
  grant_client: 'クライアント資格情報',
  grant_device: 'デバイスなど',
  chart_people: '1日のアクティブ人数',
  chart_clients: 'トークンの多いクライアント',
  latest_events: '最近のイベント',
  warning_http_issuer:
    '発行者が公開名の http アドレスです。経路上でトークンを読まれます。BASE_URL を https にしてください。',
  warning_audit_dropped: 'データベースが遅く、監査記録が失われました。AUDIT_LOG_BUFFER_SIZE をご覧ください。',
  warning_notices_failed: '送達できなかったサインアウト通知があります。',
  warning_forwarding_ignored:
    'プロキシが転送ヘッダーを送っていますが、TRUSTED_PROXIES に含まれていません。ヘッダーは無視され、全員が一つのアドレスから来ているように見えます。',
  warning_key_overdue: '署名鍵が KEY_ROTATION_INTERVAL の期間を超えています。',
  warning_pkce_exempt:
    'PKCE を免除されたクライアントがあります。受け取るコードが盗まれ、他者に使われるおそれがあります。',
  warning_remedy: '「{place}」を開く',
  warning_self_unguarded: '第二要素がありません。あなたのパスワードだけで管理画面が開けます。',
  warning_admin_unguarded: '第二要素のない管理者がいます。パスワードだけで管理画面が開けます。',
  warning_provider_empty:
    '誰も受け入れないプロバイダーが設定されています。許可する人の一覧が空です。設定で誰かを指定してください。',
} satisfies Words<typeof en>;
