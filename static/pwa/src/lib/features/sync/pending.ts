/** A record with a name people recognise, and where it is looked at. */

import { procedureName } from '#lib/features/catalogue';
import { dossierWords, personName, type DossierDoc } from '#lib/features/dossiers';
import { fieldworkWords, type ActivityDoc, type TaskDoc, type VisitDoc } from '#lib/features/fieldwork';
import { me } from '#lib/features/identity';
import { placeName } from '#lib/features/places';
import { setupPerson, vneidWords, type SetupDoc } from '#lib/features/vneid';

const joined = (...parts: string[]): string => parts.filter(Boolean).join(', ');

/** "Đăng ký khai sinh, Phan Thị Lựu" */
export function recordTitle(type: string, doc: unknown): string {
	if (!doc) return '';
	switch (type) {
		case 'dossier': {
			const dossier = doc as DossierDoc;
			return joined(procedureName(dossier.procedure), personName(dossier)) || dossierWords.dossier;
		}
		case 'vneid_setup': {
			const setup = doc as SetupDoc;
			return joined(vneidWords[setup.kind], setupPerson(setup) || vneidWords.counted.toLocaleLowerCase('vi'));
		}
		case 'activity': {
			const activity = doc as ActivityDoc;
			return joined(fieldworkWords[activity.kind], placeName(activity.hamlet_id, activity.support_point_id));
		}
		case 'visit': {
			const visit = doc as VisitDoc;
			return joined(fieldworkWords.visit, placeName(visit.hamlet_id, visit.support_point_id));
		}
		case 'task':
			return (doc as TaskDoc).subject;
		default:
			return '';
	}
}

/** Where this person looks at a dossier: who works at the ward does so at the desk. */
export const dossierHref = (id: string): string => `${me.home === 'desk' ? '/desk' : '/dossiers'}/${id}`;

/** Where a record is looked at; '' for those without a screen of their own. */
export function recordHref(type: string, id: string): string {
	if (type === 'dossier') return dossierHref(id);
	const base = { vneid_setup: '/vneid', activity: '/activity', task: '/tasks' }[type];
	return base ? `${base}/${id}` : type === 'visit' ? '/visit' : '';
}
