/** Set-ups, and the form that writes a record: what is kept of it, and what is sent. */

import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Change, Doc, Draft, Face, Item, LiveSource, Outcome, PendingCommand } from '#lib/data';
import { setLang } from '#lib/i18n';
import { Edited } from '#lib/forms/edited.svelte';
import { changesOf, differences, touch, UNTOUCHED } from '#lib/forms/touched';
import { forgetPerson } from '#lib/features/vneid/commands';
import { blankSetup, draftIdOf, namesSomebody, nextPersonOf, nextStepOf, NOBODY, SETUP, setupArgs, setupDraftOf, setupErrors, type SetupDraft } from '#lib/features/vneid/draft';
import { VNEID_RULES, type SetupDoc } from '#lib/features/vneid/model';

interface Sent {
	type: string;
	entity: string;
	args: Record<string, unknown>;
}
/** The phone's store, as far as a form knows it. */
const phone = vi.hoisted(() => ({
	docs: new Map<string, unknown>(),
	drafts: new Map<string, unknown>(),
	sent: [] as { type: string; entity: string; args: Record<string, unknown> }[],
	mended: [] as string[],
	followers: [] as (() => void)[],
	kept: new Map<string, (() => void)[]>(),
	ids: 0
}));
vi.mock('#lib/data', async (original) => {
	const item = (id: string): Item | null => (phone.docs.has(id) ? { type: 'vneid_setup', id, doc: phone.docs.get(id) as Doc, sync: 'at_ward' } : null);
	const drop = (id: string): void => {
		phone.drafts.delete(id);
		for (const tell of phone.kept.get(id) ?? []) tell();
	};
	const enqueue = (type: string, entity: string, args: Record<string, unknown>, options: { deleteDrafts?: string[] } = {}) => {
		phone.sent.push({ type, entity, args });
		if (type === 'vneid.record') phone.docs.set(entity, { ...args, id: entity, masked: [] });
		for (const draft of options.deleteDrafts ?? []) drop(draft);
		return Promise.resolve({ ok: true, commands: [`c${phone.sent.length}`] });
	};
	return {
		...(await original<object>()),
		newId: () => `id-${++phone.ids}`,
		enqueue,
		mendOutcome: (outcome: string, [command]: Sent[], options?: { deleteDrafts?: string[] }) => {
			phone.mended.push(outcome);
			return command ? enqueue(command.type, command.entity, command.args, options) : null;
		},
		readDoc: (_type: string, id: string) => Promise.resolve(item(id)),
		liveDoc: (_type: string, id: string): LiveSource<Item | null> => ({
			subscribe: (run: (face: Face<Item | null>) => void) => {
				const tell = (): void => run({ state: 'content', value: item(id) });
				phone.followers.push(tell);
				tell();
				return () => undefined;
			}
		}),
		liveDraft: (id: string): LiveSource<Draft | null> => ({
			subscribe: (run: (face: Face<Draft | null>) => void) => {
				const data = (): Draft | null => (phone.drafts.has(id) ? { id, kind: '', data: phone.drafts.get(id) as Doc, savedAt: 7 } : null);
				const tell = (): void => run({ state: 'content', value: data() });
				phone.kept.set(id, [...(phone.kept.get(id) ?? []), tell]);
				tell();
				return () => undefined;
			}
		}),
		saveDraft: (id: string, _kind: string, data: object) => void phone.drafts.set(id, structuredClone(data)),
		flushDrafts: () => Promise.resolve({ ok: true }),
		deleteDraft: (id: string) => Promise.resolve({ ok: true, gone: drop(id) })
	};
});

const AT = '2026-11-23T11:05:00.000+07:00';
const CONSENT = { text_version: '1', language: 'vi', method: 'spoken', purposes: ['preparing'], at: AT };
const SEN = { full_name: 'Lê Thị Sen', phone: '', date_of_birth: '', id_number: '' };
const doc = (more: Partial<SetupDoc> = {}): SetupDoc =>
	({ id: 's1', owner_id: 'me', ward: 'w', team_id: null, made_at: AT, created_at: AT, updated_at: AT, masked: [], person: { full_name: 'Lê Thị Sen' }, consent: CONSENT, kind: 'vneid', step: 'l1_registered', outcome: 'done', ...more });
/** Somebody else changes the record while the form is open. */
function changeElsewhere(more: Partial<SetupDoc>): void {
	phone.docs.set('s1', doc(more));
	for (const tell of phone.followers) tell();
}
const open = async (id?: string): Promise<Edited<SetupDoc, SetupDraft>> => {
	const edited = new Edited<SetupDoc, SetupDraft>(SETUP, draftIdOf({ id }, 'me'), blankSetup());
	await (id ? edited.openRecord(id) : edited.openNew(blankSetup({ hamlet_id: 'h1' })));
	return edited;
};
const changes = (): Change[] => phone.sent.at(-1)?.args.changes as Change[];

beforeEach(() => {
	setLang('vi');
	for (const part of [phone.docs, phone.drafts, phone.kept]) part.clear();
	phone.sent.length = phone.mended.length = phone.followers.length = 0;
});

describe('set-ups', () => {
	test('without a consent nothing personal leaves the form', () => {
		const somebody = { ...blankSetup(), withPerson: true, person: SEN };
		expect(setupArgs(somebody)).toEqual({ person: null, kind: 'vneid', step: 'app_installed', outcome: 'done' });
		expect(setupArgs({ ...somebody, withPerson: false, consent: CONSENT })).toEqual({ person: null, kind: 'vneid', step: 'app_installed', outcome: 'done' });
	});

	test('a name is asked for after the consent, not before', () => {
		expect(setupErrors({ ...blankSetup(), withPerson: true })).toEqual({ consent: 'required' });
		expect(setupErrors({ ...blankSetup(), withPerson: true, consent: CONSENT })).toEqual({ 'person.full_name': 'required' });
		expect(setupErrors({ ...blankSetup(), outcome: 'failed' })).toEqual({ failure_reason: 'required' });
		for (const [id_number, code] of [['04619', 'id_number'], ['HOA@1990', 'not_id_number']] as const)
			expect(setupErrors({ ...blankSetup(), withPerson: true, consent: CONSENT, person: { ...SEN, id_number } })).toEqual({ 'person.id_number': code });
	});

	test('a consent that is not given leaves nobody in the form', () => {
		const given = { ...blankSetup(), withPerson: true, person: SEN, consent: CONSENT, asking: { purposes: ['preparing'] } };
		expect(namesSomebody(given)).toBe(true);
		expect({ ...given, ...NOBODY }).toEqual(blankSetup());
		expect(namesSomebody({ ...given, ...NOBODY })).toBe(false);
	});

	test('a record becomes a draft and the same record again', () => {
		const args = { person: { full_name: 'Lê Thị Sen', phone: '0905000417' }, consent: CONSENT, kind: 'vneid' as const, step: 'l2_approved' as const, outcome: 'pending' as const, follow_up_on: '2026-11-30', note: 'Hẹn thứ Hai' };
		expect(setupArgs(setupDraftOf(args))).toEqual(args);
	});

	test('the next step keeps the person, the next person keeps the place and the kind', () => {
		const before = doc({ note: 'Hẹn', follow_up_on: '2026-11-30', hamlet_id: 'h3' });
		expect(nextStepOf(before, { visit_id: 'v1' })).toMatchObject({ person: SEN, consent: CONSENT, hamlet_id: 'h3', visit_id: 'v1', note: '', follow_up_on: '' });
		expect(nextPersonOf(setupDraftOf(before))).toEqual({ ...blankSetup({ hamlet_id: 'h3' }), step: 'l1_registered', withPerson: true });
	});

	test('recording twice is recording once', () => {
		const record: PendingCommand = { id: 'c1', type: 'vneid.record', entity: 's1', args: { person: null, kind: 'vneid', step: 'activated', outcome: 'done' }, madeAt: AT, by: 'me', acked: false, conflicted: [] };
		const reduce = (before: Doc | null): Doc | null => VNEID_RULES['vneid.record']?.reduce(before, record, { type: 'vneid_setup', id: 's1' }) ?? null;
		const made = reduce(null);
		expect(made).toMatchObject({ owner_id: 'me', follow_up_on: null, made_at: AT });
		expect(reduce(made)).toEqual(made);
	});

	test('a consent taken back takes the person with it, also out of what is half-written', async () => {
		phone.drafts.set('s1.edit', { dirty: { 'person.phone': '0905' }, base: {} });
		await forgetPerson(doc());
		expect(changes()).toEqual([{ field: 'person', base: { full_name: 'Lê Thị Sen' }, new: null }, { field: 'consent', base: CONSENT, new: null }]);
		expect(phone.drafts.size).toBe(0);
	});
});

describe('what was touched', () => {
	test('is found leaf by leaf; lists go as a whole', () => {
		expect(differences({ a: { b: 1, c: null }, d: [1] }, { a: { b: 2 }, d: [1, 2] })).toEqual([['a.b', 1, 2], ['d', [1], [1, 2]]]);
		expect(differences({ a: null }, { a: { b: 1 } })).toEqual([['a', null, { b: 1 }]]);
	});

	test('keeps the value that was there first, and is clean again when typed back', () => {
		const once = touch(UNTOUCHED, { note: 'a' }, { note: 'ab' });
		const twice = touch(once, { note: 'ab' }, { note: 'abc' });
		expect(twice).toEqual({ dirty: { note: 'abc' }, base: { note: 'a' } });
		expect(touch(twice, { note: 'abc' }, { note: 'a' })).toEqual(UNTOUCHED);
	});

	test('takes a dependent field away with it', () => {
		const failed = doc({ outcome: 'failed', failure_reason: 'overload' });
		const shown = setupDraftOf(failed);
		const touched = touch(UNTOUCHED, shown, { ...shown, outcome: 'done' });
		expect(changesOf(failed as unknown as Doc, shown, touched, setupArgs)).toEqual([
			{ field: 'outcome', base: 'failed', new: 'done' },
			{ field: 'failure_reason', base: 'overload', new: null }
		]);
	});

	test('replaces a masked value without saying what was there', () => {
		const masked = doc({ masked: ['person.id_number'] });
		const shown = setupDraftOf(masked);
		const touched = touch(UNTOUCHED, shown, { ...shown, person: { ...shown.person, id_number: '046201001234' } });
		expect(changesOf(masked as unknown as Doc, shown, touched, setupArgs)).toContainEqual({ field: 'person.id_number', new: '046201001234' });
	});
});

describe('a record being written', () => {
	test('sends what was touched; what somebody else changed meanwhile stays', async () => {
		phone.docs.set('s1', doc());
		const edited = await open('s1');
		edited.set({ ...edited.form, note: 'Đã gọi' });
		changeElsewhere({ step: 'activated', follow_up_on: '2026-12-01' });
		expect(edited.form).toMatchObject({ note: 'Đã gọi', step: 'activated', follow_up_on: '2026-12-01' });
		await edited.save();
		expect(phone.sent).toEqual([{ type: 'vneid.edit', entity: 's1', args: { changes: [{ field: 'note', base: null, new: 'Đã gọi' }] } }]);
		expect(phone.drafts.size).toBe(0);
	});

	test('is kept on disk as what was touched, and laid over the newer record when it is opened again', async () => {
		phone.docs.set('s1', doc({ note: 'Cũ' }));
		(await open('s1')).set({ ...setupDraftOf(doc({ note: 'Cũ' })), note: 'Mới' });
		expect(phone.drafts.get('s1.edit')).toEqual({ dirty: { note: 'Mới' }, base: { note: 'Cũ' } });
		phone.docs.set('s1', doc({ note: 'Của người khác', step: 'activated' }));
		const again = await open('s1');
		expect(again.form).toMatchObject({ note: 'Mới', step: 'activated' });
		expect(again.changes).toEqual([{ field: 'note', base: 'Cũ', new: 'Mới' }]);
	});

	test('that was left before it was read is not followed', async () => {
		phone.docs.set('s1', doc());
		const edited = new Edited<SetupDoc, SetupDraft>(SETUP, 's1.edit', blankSetup());
		const opening = edited.openRecord('s1');
		edited.close();
		await opening;
		expect(phone.followers).toHaveLength(0);
	});

	test('sends nothing when nothing was touched, but an answer', async () => {
		phone.docs.set('s1', doc({ note: 'Đúng rồi' }));
		const edited = await open('s1');
		await edited.save();
		expect(phone.sent).toEqual([]);
		await edited.save('note');
		expect(changes()).toEqual([{ field: 'note', base: 'Đúng rồi', new: 'Đúng rồi' }]);
	});

	test('a new one is kept as a whole under the id it will have, and saved once however often', async () => {
		const edited = await open();
		edited.set({ ...edited.form, step: 'activated' });
		const again = await open();
		expect([again.form, again.resumed]).toEqual([edited.form, 7]);
		await edited.save();
		await again.save();
		expect(phone.sent).toHaveLength(1);
		expect(phone.sent[0]?.args).toMatchObject({ step: 'activated', hamlet_id: 'h1' });
	});

	test('a half-written one put away for a new one can be brought back', async () => {
		(await open()).set({ ...blankSetup(), step: 'activated' });
		const edited = await open();
		const back = await edited.startAfresh();
		expect([edited.form.step, edited.resumed, phone.drafts.size]).toEqual(['app_installed', null, 0]);
		back();
		expect([edited.form.step, edited.resumed, phone.drafts.size]).toEqual(['activated', 7, 1]);
	});

	test('one kept by an older app lacks no field', async () => {
		phone.drafts.set('vneid.me', { draft: { step: 'activated' } });
		expect((await open()).form).toEqual({ ...blankSetup({ hamlet_id: 'h1' }), step: 'activated' });
	});

	test('another person typed into the same form in another tab becomes a record of its own', async () => {
		const edited = await open();
		edited.set({ ...edited.form, step: 'activated' });
		const other = await open();
		other.set({ ...other.form, outcome: 'pending' });
		await edited.save();
		await other.save();
		expect(new Set(phone.sent.map(({ entity }) => entity)).size).toBe(2);
	});

	test('the next person is another record', async () => {
		const edited = await open();
		edited.set({ ...edited.form, step: 'activated' });
		await edited.save();
		edited.restart(nextPersonOf(edited.form));
		await edited.save();
		expect(new Set(phone.sent.map(({ entity }) => entity)).size).toBe(2);
	});

	test('a refused edit opens as it was wanted, and sends only that', async () => {
		phone.docs.set('s1', doc({ note: 'Cũ' }));
		const refused = { id: 'o1', errors: { follow_up_on: ['validation.date'] }, command: { type: 'vneid.edit', entity: 's1', args: { changes: [{ field: 'follow_up_on', base: null, new: '2026-13-01' }] }, madeAt: AT } } as unknown as Outcome;
		const edited = new Edited<SetupDoc, SetupDraft>(SETUP, 's1.edit', blankSetup());
		await edited.openRecord('s1', refused);
		expect(edited.form.follow_up_on).toBe('2026-13-01');
		expect(edited.said).toHaveProperty('follow_up_on');
		edited.set({ ...edited.form, follow_up_on: '2026-12-01' });
		await edited.save();
		expect(changes()).toEqual([{ field: 'follow_up_on', base: null, new: '2026-12-01' }]);
	});

	test('a refused new one is mended under a new id', async () => {
		const refused = { id: 'o1', errors: {}, command: { type: 'vneid.record', entity: 'spent', args: { person: null, kind: 'vneid', step: 'activated', outcome: 'done' }, madeAt: AT } } as unknown as Outcome;
		const edited = new Edited<SetupDoc, SetupDraft>(SETUP, draftIdOf({ mends: 'o1' }), blankSetup());
		await edited.openNew(blankSetup(), refused);
		await edited.save();
		expect(phone.mended).toEqual(['o1']);
		expect(phone.sent[0]).toMatchObject({ type: 'vneid.record', args: { step: 'activated' } });
		expect(phone.sent[0]?.entity).not.toBe('spent');
	});
});
