/** Procedures are found by the words people use, in the catalogue the product comes with. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ProcedureDoc } from '#lib/features/catalogue/model';
import { findProcedures } from '#lib/features/catalogue/search';

const file = new URL('../../../../app/catalogue/data/procedures.json', import.meta.url);
const ALL = (JSON.parse(readFileSync(file, 'utf-8')) as ProcedureDoc[]).map((doc) => ({ ...doc, id: `${doc.code}@1`, version: 1 }));
const found = (query: string): string[] => findProcedures(ALL, query).map((doc) => doc.code);

test.each([
	['bao hiem y te', '1.001939'],
	['mua bảo hiểm y tế', '1.001939'],
	['bhyt ho gia dinh', '1.001939'],
	['bao hiem xa hoi', '1.001613'],
	['rut bhxh', '1.001613'],
	['xac nhan doc than', '1.004873'],
	['giấy độc thân', '1.004873'],
	['tro cap nguoi gia', '1.014027'],
	['lam can cuoc', '1.014061'],
	['làm cccd', '1.014061'],
	['can cuoc cong dan', '1.014061'],
	['mất căn cước', '1.014064'],
	['cong chung', '2.000815'],
	['sao y', '2.000815'],
	['GKS', '1.001193'],
	['so do', '1.013978'],
	['nhap ho khau', '1.004222'],
	['xin phep xay nha', '1.013225'],
	['mo quan', '1.001612'],
	['dang ky khai sinh', '1.001193'],
	['1.004222', '1.004222'],
	['birth', '1.001193']
])('%s', (query, code) => {
	expect(found(query).slice(0, 3)).toContain(code);
});

test('a word is met at its start, never inside another', () => {
	expect(found('cong chung')[0]).toBe('2.000815');
	expect(found('ang')).toEqual([]);
	expect(found('bhy')).toContain('1.001939');
});

test('a procedure is spelled out once, not at each key stroke', () => {
	let reads = 0;
	const counted = ALL.map((doc) => ({ ...doc, get keywords() { return ((reads += 1), doc.keywords ?? []); } }));
	for (const query of ['l', 'la', 'lam', 'lam c', 'lam can', 'lam can cuoc', 'bao hiem y te', 'x', 'zzz', '']) findProcedures(counted, query);
	expect(reads).toBe(ALL.length);
});
