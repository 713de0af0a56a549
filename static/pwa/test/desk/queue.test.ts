import { describe, expect, test } from 'vitest';
import { countGroups, hamletOf, NO_FILTERS, optionsOf, OTHER_WARD, photosComing, queueOf, rowsOf, rowsToDraw, step, teamOf, wholeNumber, type Filters } from '#lib/features/desk/model';
import { dossier, ME, NOW, official } from './make';

process.env.TZ = 'Asia/Ho_Chi_Minh';
const names = () => 'Đăng ký khai sinh Birth registration';
const person = (full_name: string) => ({ applicant: { full_name } });
const listed = (items: ReturnType<typeof dossier>[], filters: Partial<Filters> = {}) =>
	queueOf(rowsOf(items, NOW, names), { ...NO_FILTERS, group: 'all', ...filters }, ME).map((row) => row.name);

describe('order', () => {
	test('overdue, today, later, without a date, waiting, over', () => {
		const items = [
			dossier({ ...person('Vu Xong'), work_state: 'completed' }),
			dossier({ ...person('Ho Cam'), work_state: 'returned' }),
			dossier(person('Ly Khong')),
			dossier({ ...person('Vo Bao'), expected_due_at: '2026-11-25T17:00:00+07:00' }),
			dossier({ ...person('Doan Dieu'), expected_due_at: '2026-11-23T17:00:00+07:00' }),
			dossier({ ...person('Truong Khoa'), expected_due_at: '2026-11-23T16:30:00+07:00' }),
			dossier({ ...person('Le Sen'), expected_due_at: '2026-11-22T16:30:00+07:00' })
		];
		expect(listed(items)).toEqual(['Le Sen', 'Truong Khoa', 'Doan Dieu', 'Vo Bao', 'Ly Khong', 'Ho Cam', 'Vu Xong']);
	});
	test('the same due date sorts by the last word of the name, đ as d', () => {
		const at = { expected_due_at: '2026-11-26T17:00:00+07:00' };
		const items = ['Lê Văn Yên', 'Trần Đạt', 'Nguyễn Thị Dần', 'Phạm Ất'].map((name) => dossier({ ...person(name), ...at }));
		expect(listed(items)).toEqual(['Phạm Ất', 'Nguyễn Thị Dần', 'Trần Đạt', 'Lê Văn Yên']);
	});
});

describe('groups', () => {
	const items = [
		dossier({ assignee_id: ME }),
		dossier({ assignee_id: ME, work_state: 'returned' }),
		dossier({ assignee_id: ME, work_state: 'completed' }),
		dossier({ assignee_id: 'other', expected_due_at: '2026-11-23T17:00:00+07:00' }),
		dossier({ work_state: 'accepted', expected_due_at: '2026-11-20T17:00:00+07:00' })
	];
	test('are counted over everything', () => {
		expect(countGroups(rowsOf(items, NOW, names), ME)).toEqual({ mine: 2, waiting: 2, today: 1, late: 1, all: 5 });
	});
	test('mine are those still open', () => {
		expect(listed(items, { group: 'mine' })).toHaveLength(2);
	});
});

describe('search', () => {
	const items = [
		dossier({ applicant: { full_name: 'Phan Thị Lựu' }, subject: { full_name: 'Ngô Bảo An' } }),
		dossier({ applicant: { full_name: 'Đoàn Thị Diệu', id_number_last4: '3307' }, reference: 'ABCD1234EFGHJ' }),
		dossier({ applicant: { full_name: 'Lê Thị Sen' }, official: official({ code: 'H57.12-261122-0001' }), work_state: 'accepted' }),
		dossier({ applicant: { full_name: 'Hồ Viết Cầm' }, procedure: { other: 'Xác nhận hộ nghèo' } })
	];
	test.each([
		['bao an', 'Ngô Bảo An'],
		['luu', 'Ngô Bảo An'],
		['DOAN DIEU', 'Đoàn Thị Diệu'],
		['đoàn', 'Đoàn Thị Diệu'],
		['3307', 'Đoàn Thị Diệu'],
		['ABCD-1234-EFGHJ', 'Đoàn Thị Diệu'],
		['abcd1234', 'Đoàn Thị Diệu'],
		['h57.12-261122-0001', 'Lê Thị Sen'],
		['ho ngheo', 'Hồ Viết Cầm']
	])('"%s" finds %s', (query, name) => {
		expect(listed(items, { query })).toEqual([name]);
	});
	const numbered = [
		dossier({ applicant: { full_name: 'Mai Thị Huê', id_number_last4: '1234', phone: '0905123456' } }),
		dossier({ applicant: { full_name: 'Võ Văn Ba', id_number_last4: '3456' } })
	];
	test.each([
		['046190001234', ['Mai Thị Huê']],
		['046 190 001 234', ['Mai Thị Huê']],
		['0905123456', ['Mai Thị Huê']],
		['+84 905.123.456', ['Mai Thị Huê']],
		['0905 123', ['Mai Thị Huê']],
		['046190009999', []]
	])('the number %s finds %j', (query, found) => {
		expect(listed(numbered, { query })).toEqual(found);
	});
	test('a whole number is told from everything else', () => {
		expect(['0461 9000 1234', '0905.123.456', '191234567'].map(wholeNumber)).toEqual(['046190001234', '0905123456', '191234567']);
		expect(['1234', 'H57.12-261122-0001', 'sen 0905123456', '7K3M-9QTA-4XW2H', ''].map(wholeNumber)).toEqual(['', '', '', '', '']);
	});
	test('words of the procedure find it in either language', () => {
		expect(listed(items, { query: 'khai sinh' })).toHaveLength(3);
		expect(listed(items, { query: 'birth sen' })).toEqual(['Lê Thị Sen']);
	});
	test('looks beyond the group', () => {
		expect(listed(items, { group: 'mine', query: 'sen' })).toEqual(['Lê Thị Sen']);
	});
	test('but keeps the other filters', () => {
		expect(listed(items, { state: 'submitted', query: 'sen' })).toEqual([]);
	});
});

describe('filters', () => {
	const coming = { files: [{ id: 'f', item: 'x', state: 'expected', bytes: null }] };
	const items = [
		dossier({ ...person('A'), team_id: 't1', hamlet_id: 'h1', procedure: { code: '1', version: 1 } }),
		dossier({ ...person('B'), team_id: 't2', hamlet_id: 'h1', procedure: { code: '1', version: 2 } }),
		dossier({ ...person('C'), team_id: 't2', hamlet_id: 'h2', procedure: { code: '2', version: 1 }, ...coming })
	];
	test('by procedure, whatever its version', () => expect(listed(items, { procedure: '1' })).toEqual(['A', 'B']));
	test('by team and hamlet together', () => expect(listed(items, { team: 't2', hamlet: 'h1' })).toEqual(['B']));
	test('by photos that are still coming', () => expect(listed(items, { photos: true })).toEqual(['C']));
	test('teams and hamlets of another ward are one, without a name of their own', () => {
		const foreign = ['t8', 't9'].map((team_id) => dossier({ ...person(team_id), ward: '19804', team_id, hamlet_id: 'h9' }));
		expect(optionsOf(rowsOf([...items, ...foreign], NOW, names), teamOf)).toContainEqual({ value: OTHER_WARD, count: 2 });
		expect(foreign.map((one) => hamletOf(one.doc))).toEqual([OTHER_WARD, OTHER_WARD]);
		expect(listed([...items, ...foreign], { team: OTHER_WARD, hamlet: OTHER_WARD })).toEqual(['t8', 't9']);
	});
	test('offer what occurs, the most frequent first', () => {
		const rows = rowsOf(items, NOW, names);
		expect(optionsOf(rows, (doc) => doc.team_id)).toEqual([{ value: 't2', count: 2 }, { value: 't1', count: 1 }]);
		expect(photosComing(rows)).toBe(1);
	});
});

describe('moving', () => {
	const ids = ['a', 'b', 'c'];
	test.each([
		['a', 1, 'b'],
		['c', 1, 'c'],
		['b', -1, 'a'],
		['a', -1, 'a']
	] as const)('from %s by %i to %s', (from, by, to) => expect(step(ids, from, 0, by)).toBe(to));
	test('starts at either end', () => {
		expect(step(ids, null, 0, 1)).toBe('a');
		expect(step(ids, null, 0, -1)).toBe('c');
	});
	test('goes on where a dossier was that has left the list', () => {
		expect(step(ids, 'gone', 1, 1)).toBe('b');
		expect(step(ids, 'gone', 1, -1)).toBe('a');
		expect(step(ids, 'gone', 3, 1)).toBe('c');
		expect(step([], 'gone', 3, 1)).toBeNull();
	});
});

test('whole pages are drawn up to the chosen one, so that the next step draws nothing new', () => {
	expect(rowsToDraw(100, -1, 100)).toBe(100);
	expect(rowsToDraw(100, 99, 100)).toBe(100);
	expect([100, 101, 199].map((at) => rowsToDraw(100, at, 100))).toEqual([200, 200, 200]);
	expect(rowsToDraw(500, 150, 100)).toBe(500);
});

test('the texts of a document are made once, while the clock ticks', () => {
	const items = [dossier(person('Lê Sen'))];
	const read = (procedure: string, now: number) => rowsOf(items, now, () => procedure)[0];
	expect(read('Khai sinh', NOW + 60_000)?.sortName).toBe(read('Khai sinh', NOW)?.sortName);
	expect(read('Khai tử', NOW)?.haystack).toContain('khai tu');
});

test('a keystroke reads no name again, however many dossiers there are', () => {
	let reads = 0;
	const counted = (i: number) => ({ get full_name() { return ((reads += 1), `Nguyễn Thị Số ${i}`); } });
	const items = Array.from({ length: 2000 }, (_, i) => dossier({ applicant: counted(i) }));
	queueOf(rowsOf(items, NOW, names), NO_FILTERS, ME);
	expect(reads).toBeGreaterThanOrEqual(2000);
	reads = 0;
	expect(queueOf(rowsOf(items, NOW + 1_000, names), { ...NO_FILTERS, query: 'nguyen so 1999' }, ME)).toHaveLength(1);
	expect(reads).toBe(0);
});
