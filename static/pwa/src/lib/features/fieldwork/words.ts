import { count, lang, messages, number, upper } from '#lib/i18n';
import type { IconName, Tone } from '#lib/ui';
import { COUNT_NAMES, type ActivityState, type CountName, type Counts } from './model';

export const fieldworkWords = messages({
	vi: {
		title: 'Hoạt động',
		newTitle: 'Ghi hoạt động',
		home_visit: 'Đi từng nhà',
		point_shift: 'Trực điểm hỗ trợ',
		session: 'Buổi hướng dẫn',
		loudspeaker: 'Phát loa',
		leaflets: 'Phát tờ rơi',
		scam_warning: 'Cảnh báo lừa đảo',
		meeting: 'Họp dân',
		other: 'Việc khác',
		people_helped: 'Người được giúp',
		guided: 'Người được hướng dẫn, không ghi tên',
		vneid: 'Lần cài VNeID',
		dossiers: 'Hồ sơ',
		leaflet: 'Tờ rơi',
		installs: 'Lượt cài ứng dụng',
		attendees: 'Người dự',
		broadcasts: 'Lượt phát loa',
		questions: 'Ý kiến ghi nhận',
		note: 'Ghi chú',
		saved: 'Đã lưu trên máy này',
		undo: 'Hoàn tác',
		countedOne: 'Đã đếm 1 người. Không lưu tên.',
		countUndone: 'Đã bỏ đếm.',
		countLeft: 'Đã gửi rồi, không bỏ đếm được.',
		sent: 'Chờ tổ trưởng xem',
		verified: 'Đã xác nhận',
		queried: 'Cần bạn trả lời',
		queriedOther: 'Đã hỏi lại',
		locked: 'Đã khóa kỳ',
		emptyTitle: 'Chưa có hoạt động nào',
		emptyText: 'Đi từng nhà, trực điểm, phát tờ rơi: ghi lại để tổ trưởng xác nhận.',
		first: 'Ghi hoạt động đầu tiên',
		visit: 'Chuyến hỗ trợ',
		visitHere: (place: string, time: string) => `${place}, từ ${time}`,
		visitOpen: 'Bắt đầu chuyến hỗ trợ',
		visitOpenText: 'Chọn nơi một lần. Mọi việc ghi trong chuyến đều ở nơi ấy.',
		follow_up: 'Theo dõi tiếp',
		phone_call: 'Gọi điện',
		taskDone: 'Đã làm xong',
		not_found: 'Không gặp',
		refusedOutcome: 'Từ chối',
		postponed: 'Hẹn lại',
		taskOutcome: 'Kết quả',
		taskSave: 'Ghi kết quả',
		taskDue: (day: string) => `Hạn ${day}`,
		taskLate: (day: string) => `Quá hạn, ${day}`,
		assignedBy: (name: string) => `${name} giao`
	},
	en: {
		title: 'Activity',
		newTitle: 'Log an activity',
		home_visit: 'House to house',
		point_shift: 'Shift at a point',
		session: 'Session',
		loudspeaker: 'Loudspeaker',
		leaflets: 'Leaflets',
		scam_warning: 'Scam warning',
		meeting: 'Meeting',
		other: 'Something else',
		people_helped: 'People helped',
		guided: 'People guided, no name',
		vneid: 'VNeID set-ups',
		dossiers: 'Dossiers',
		leaflet: 'Leaflets',
		installs: 'Apps installed',
		attendees: 'Attendees',
		broadcasts: 'Broadcasts',
		questions: 'Questions noted',
		note: 'Note',
		saved: 'Saved on this phone',
		undo: 'Undo',
		countedOne: 'One person counted. No name is kept.',
		countUndone: 'Not counted.',
		countLeft: 'It has been sent and stays counted.',
		sent: 'With the team leader',
		verified: 'Confirmed',
		queried: 'Needs your answer',
		queriedOther: 'Asked back',
		locked: 'Period closed',
		emptyTitle: 'No activity yet',
		emptyText: 'House visits, shifts, leaflets: note them for the team leader to confirm.',
		first: 'Log the first one',
		visit: 'Visit',
		visitHere: (place: string, time: string) => `${place}, since ${time}`,
		visitOpen: 'Begin a visit',
		visitOpenText: 'Choose the place once. Everything noted on the visit happens there.',
		follow_up: 'Follow up',
		phone_call: 'Phone call',
		taskDone: 'Done',
		not_found: 'Not met',
		refusedOutcome: 'Refused',
		postponed: 'Postponed',
		taskOutcome: 'Outcome',
		taskSave: 'Note the outcome',
		taskDue: (day: string) => `Due ${day}`,
		taskLate: (day: string) => `Overdue, ${day}`,
		assignedBy: (name: string) => `From ${name}`
	}
});

export const ACTIVITY_LOOK = {
	sent: { icon: 'plane', tone: 'blue' },
	verified: { icon: 'check', tone: 'blue' },
	queried: { icon: 'ask', tone: 'need' },
	locked: { icon: 'lock', tone: 'quiet' }
} as const satisfies Record<ActivityState, { icon: IconName; tone: Tone }>;

const UNITS: Record<string, readonly [vi: string, en: string, many?: string]> = {
	people_helped: ['người', 'person', 'people'],
	guided: ['người được hướng dẫn', 'person guided', 'people guided'],
	vneid: ['VNeID', 'VNeID', 'VNeID'],
	dossiers: ['hồ sơ', 'dossier'],
	leaflets: ['tờ rơi', 'leaflet'],
	installs: ['lượt cài', 'install'],
	attendees: ['người dự', 'attendee'],
	broadcasts: ['lượt phát', 'broadcast'],
	questions: ['ý kiến', 'question'],
	needs_noted: ['nhu cầu ghi nhận', 'need noted', 'needs noted'],
	listeners: ['người nghe', 'listener']
};
/** "9 người", "4 VNeID", …; the names of a team's own counts stand as they are. */
export const countTexts = (counts: Counts): string[] =>
	Object.entries(counts).map(([name, n]) => {
		const unit = UNITS[name];
		return unit ? count(n, unit[0], unit[1], unit[2]) : `${number(n)} ${name}`;
	});

/** The label of a count in a form; a team's own counts by their unit, or their bare name. */
export function countLabel(name: string): string {
	if (name === 'leaflets') return fieldworkWords.leaflet;
	if ((COUNT_NAMES as readonly string[]).includes(name)) return fieldworkWords[name as Exclude<CountName, 'leaflets'>];
	return upper((lang() === 'en' ? UNITS[name]?.[1] : UNITS[name]?.[0]) ?? name);
}
