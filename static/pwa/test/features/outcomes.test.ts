import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Outcome } from '#lib/data';
import { closeCause, closeOutcomes, firstCauses } from '#lib/features/dossiers/outcomes';
import { me } from '#lib/features/identity';
import { mendingOf } from '#lib/features/sync';

const kept: { outcomes: Outcome[] } = vi.hoisted(() => ({ outcomes: [] }));
vi.mock('#lib/data', async (original) => ({
	...(await original<object>()),
	liveOutcomes: () => ({
		subscribe: (run: (face: unknown) => void) => {
			run({ state: 'content', value: kept.outcomes });
			return () => undefined;
		}
	}),
	dismissOutcome: (id: string) => {
		kept.outcomes = kept.outcomes.filter((outcome) => outcome.id !== id);
		return Promise.resolve({ ok: true });
	}
}));

const refused = (id: string, entity: string, type = 'dossier.edit', code = 'VALIDATION'): Outcome => ({
	id,
	status: 'rejected',
	code,
	reason: null,
	errors: {},
	data: {},
	command: { type, entity, args: {}, madeAt: '' },
	record: 'dossier',
	subject: null,
	at: ''
});
const because = (id: string, entity: string, type = 'dossier.submit'): Outcome => refused(id, entity, type, 'DEPENDENCY_REJECTED');
const ids = (outcomes: readonly Outcome[]): string[] => outcomes.map(({ id }) => id);

/** Newest first, as the store gives them: two independent refusals of one dossier, each with what hung on it. */
const ALL = [because('6', 'a'), refused('5', 'a', 'dossier.comment'), refused('4', 'b'), because('3', 'a'), refused('2', 'a'), because('1', 'c')];
beforeEach(() => (kept.outcomes = ALL));

describe('what was refused', () => {
	test('has one entry for each cause, several of one record too', () => expect(ids(firstCauses(ALL))).toEqual(['5', '4', '2', '1']));
	test('closes with what hung on it, and nothing else does', async () => {
		await closeCause('2');
		expect(ids(kept.outcomes)).toEqual(['6', '5', '4', '1']);
		await closeCause('5');
		expect(ids(kept.outcomes)).toEqual(['4', '1']);
	});
	test('takes along what was changed in a record that was never made', async () => {
		const lost = refused('3', 'd', 'dossier.edit', 'NOT_FOUND');
		kept.outcomes = [refused('4', 'e', 'dossier.edit', 'NOT_FOUND'), lost, refused('2', 'd', 'dossier.create'), refused('1', 'e')];
		expect(ids(firstCauses(kept.outcomes))).toEqual(['4', '2', '1']);
		await closeCause('2');
		expect(ids(kept.outcomes)).toEqual(['4', '1']);
	});
	test('what is left of a cause that was mended stands together', () => {
		expect(ids(firstCauses([because('3', 'a'), because('2', 'a')]))).toEqual(['2']);
	});
	test('a record mended as a whole leaves a refused comment on it', async () => {
		await closeOutcomes('a');
		expect(ids(kept.outcomes)).toEqual(['6', '5', '4', '1']);
	});
});

describe('where it is mended', () => {
	const edit = (owner_id: string): Outcome => ({ ...refused('o1', 'd1'), subject: { owner_id }, errors: { 'applicant.phone': ['validation.phone'] } });
	test('by who works at the desk under the dossier, unless it is their own', () => {
		vi.spyOn(me, 'home', 'get').mockReturnValue('desk');
		vi.spyOn(me, 'id', 'get').mockReturnValue('officer');
		expect(mendingOf(edit('hanh')).href).toBe('/desk/d1?mend=o1&field=applicant.phone');
		expect(mendingOf(edit('officer')).href).toBe('/dossiers/d1/edit?mend=o1&field=applicant.phone');
	});
	test('and says what is wrong where the field has no name on any screen', () => {
		const taken: Outcome = { ...refused('o1', 'd1', 'dossier.record_official'), reason: 'dossier.official_code_in_use', errors: { official_code: ['validation.exists'] } };
		expect(mendingOf(taken).why).toMatch(/^Mã hồ sơ này đã ghi cho hồ sơ khác\./);
	});
	test('by a volunteer in the editor', () => {
		vi.spyOn(me, 'home', 'get').mockReturnValue('field');
		expect(mendingOf(edit('hanh')).href).toBe('/dossiers/d1/edit?mend=o1&field=applicant.phone');
	});
});
