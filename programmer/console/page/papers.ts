import { t } from 'console/words.js';
import { save_as } from 'console/files.js';
import type { LearnerModel } from './model.js';

/** The session report, self-contained and made for paper, as a file that a browser opens and prints. */
export async function open_report(model: LearnerModel) {
  const answer = await model.ask('report');
  if (answer.ok && typeof answer.html === 'string') { save_as(`report-${model.serial}.html`, 'text/html', answer.html); model.say(t('report_saved')); }
}

/** Next refill and alarm date, for the clinic's calendar. */
export async function open_calendar(model: LearnerModel) {
  const answer = await model.ask('calendar');
  if (answer.ok && typeof answer.ics === 'string') { save_as(`refill-${model.serial}.ics`, 'text/calendar', answer.ics); model.say(t('calendar_saved')); }
}
