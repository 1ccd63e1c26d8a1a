/** What happened, for administrators: the dashboard and the audit log. */

import { exportAudit, readAudit, readAuditStatistics, showAudit, showAuditEntry } from '../admin/audit.ts';
import { showDashboard } from '../admin/dashboard.ts';
import type { Route } from '../http/routes.ts';
import type { Mounts } from './page-mounts.ts';

export const auditRoutes = ({ shown }: Mounts): readonly Route[] => [
  shown(['/admin'], showDashboard),
  shown(['/admin/audit'], showAudit),
  shown(['/admin/audit/export'], exportAudit),
  shown(['/admin/audit/api'], readAudit),
  shown(['/admin/audit/api/stats'], readAuditStatistics),
  shown(['/admin/audit/{id}'], showAuditEntry),
];
