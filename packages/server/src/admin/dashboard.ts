/** admin/ owns the pages of administrators: what they show and what their forms ask of `administration/`. */

import { forAdministrator, show } from '../console/visit.ts';
import { dashboardPage } from '../pages/index.ts';
import { countStored } from '../store/counts.ts';

export const showDashboard = forAdministrator(async (visit) => {
  const counts = await countStored(visit.site.database);
  return show(visit, (frame) => dashboardPage({ counts }, frame));
});
