import { describe, expect, test } from 'vitest';
import { fromDevice, fromServer, keptText, readHistory, reopening, returnArgs, typedText, type HistoryLine } from '#lib/features/desk/model';
import { dossier, official } from './make';

const command = (type: string, args: Record<string, unknown>) => ({ command: { type, entity: 'd1', args, madeAt: '' } });

describe('a refused step', () => {
	test('keeps every word that was typed', () => {
		const refused = command('dossier.return', { items: [{ path: 'form.a', message: 'Mờ' }], reason: 'Nhờ chụp lại' });
		expect(keptText(refused, () => 'Ảnh')).toEqual(['Ảnh: Mờ', 'Nhờ chụp lại']);
		expect(keptText(command('dossier.accept', { official_code: 'X', official_due_at: '2026-11-26T17:00:00+07:00' }), String)).toEqual(['X', '2026-11-26']);
	});
	test('so does a form that somebody overtook before it was sent', () => {
		expect(typedText({ picked: { 'form.a': 'Mờ', 'form.b': '' }, reason: 'Nhờ chụp lại', instead: '' }, (path) => `Mục ${path}`)).toEqual([
			'Mục form.a: Mờ',
			'Mục form.b',
			'Nhờ chụp lại'
		]);
		expect(typedText({ code: 'H57.12-261122-0001', dueOn: '2026-11-26' }, String)).toEqual(['H57.12-261122-0001', '2026-11-26']);
		expect(typedText({}, String)).toEqual([]);
	});
	test('does not say the same twice', () => {
		expect(keptText(command('dossier.return', { items: [{ path: 'a', message: 'Mờ' }], reason: 'a: Mờ' }), String)).toEqual(['a: Mờ']);
	});
	test.each([
		['dossier.accept', { official_code: 'X', official_due_at: '2026-11-26T17:00:00+07:00' }, { panel: 'accept', data: { code: 'X', dueOn: '2026-11-26' } }],
		['dossier.return', { items: [{ path: 'a', message: 'b' }], reason: 'c' }, { panel: 'return', data: { picked: { a: 'b' }, reason: 'c' } }],
		['dossier.decline', { reason: 'c' }, { panel: 'decline', data: { reason: 'c' } }],
		['dossier.record_official', { status: 4, at: '2026-11-20T17:00:00+07:00', note: 'n' }, { panel: 'record_official', data: { status: '4', on: '2026-11-20', code: '', dueOn: '', note: 'n' } }]
	])('%s goes back into its form', (type, args, expected) => expect(reopening(command(type, args))).toEqual(expected));
	test('what has no form is only read', () => expect(reopening(command('dossier.claim', {}))).toBeNull());
});

describe('a request for a supplement', () => {
	const label = (path: string) => ({ 'documents.birth': 'Giấy chứng sinh', 'form.name': 'Tên trẻ' })[path] ?? path;
	test('needs a place, and words for each', () => {
		expect(returnArgs({ picked: {}, reason: 'Nhờ bổ sung giúp' }, label)).toBeNull();
		expect(returnArgs({ picked: { 'form.name': '  ' }, reason: 'Nhờ bổ sung giúp' }, label)).toBeNull();
	});
	test('says itself what to mend when no message was written', () => {
		expect(returnArgs({ picked: { 'documents.birth': 'mờ', 'form.name': ' sai dấu ' }, reason: '' }, label)).toEqual({
			items: [
				{ path: 'documents.birth', message: 'mờ' },
				{ path: 'form.name', message: 'sai dấu' }
			],
			reason: 'Giấy chứng sinh: mờ; Tên trẻ: sai dấu'
		});
	});
	test('keeps the officer\'s own words', () => {
		expect(returnArgs({ picked: { 'form.name': 'x' }, reason: 'Nhờ xem lại họ tên.' }, label)?.reason).toBe('Nhờ xem lại họ tên.');
		expect(returnArgs({ picked: { 'form.name': 'x' }, reason: 'Gấp' }, label)?.reason).toBe('Gấp. Tên trẻ: x');
	});
});

describe('what happened', () => {
	const line = (action: string, at: string, more: Partial<HistoryLine> = {}): HistoryLine => ({ at, action, by: { id: 'hanh', name: 'Hạnh' }, reason: null, frm: null, to: null, fields: [], ...more });
	test('the server tells it, newest first', () => {
		const body = { events: [line('dossier.create', '2026-11-23T07:40:00Z'), line('dossier.submit', '2026-11-23T07:52:00Z')] };
		expect(fromServer(readHistory(body), dossier().doc).map((one) => one.act)).toEqual(['submit', 'create']);
	});
	test('comments are told with their text', () => {
		const comments = [{ id: 'c', by: 'hanh', text: 'Chiều nay mang tới', at: '2026-11-23T08:00:00.200Z' }];
		const [told] = fromServer([line('dossier.comment', '2026-11-23T08:00:00Z')], dossier({ comments }).doc);
		expect(told?.text).toBe('Chiều nay mang tới');
	});
	test('offline the device tells what it knows', () => {
		const doc = dossier({
			work_state: 'returned',
			returned: { by: 'ha', reason: 'Mờ', items: [{ path: 'documents.birth', message: 'x' }], at: '2026-11-23T09:00:00Z' },
			official: official({ history: [{ status: 2, at: '2026-11-23T08:30:00Z', by: 'ha', source: 'typed' }] })
		}).doc;
		expect(fromDevice(doc).map((one) => one.act)).toEqual(['return', 'record_official', 'submit', 'create']);
		expect(fromDevice(doc)[0]).toMatchObject({ text: 'Mờ', fields: ['documents.birth'] });
	});
});
