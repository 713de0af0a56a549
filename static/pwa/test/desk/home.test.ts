import { describe, expect, test } from 'vitest';
import { homeOf, signsOf, workspacesOf } from '#lib/features/identity/model';

const ward = { code: '19753', name: 'Phường Phú Xuân' };
const who = (...roles: string[]) => ({ memberships: roles.map((role) => ({ role, ward, team: null, from: null, to: null })) });
const DAY = '2026-11-23';

describe('where people start', () => {
	test.each([
		[['point_staff'], 'field', ['field']],
		[['officer'], 'desk', ['desk']],
		[['officer', 'point_staff'], 'desk', ['desk', 'field']],
		[['volunteer', 'point_staff'], 'field', ['field']],
		[['leader', 'officer'], 'field', ['field', 'team', 'desk']],
		[['overseer'], 'overview', ['overview']]
	])('%j: %s', (roles, home, workspaces) => {
		expect(homeOf(who(...roles), DAY)).toBe(home);
		expect(workspacesOf(who(...roles), DAY)).toEqual(workspaces);
	});
});

test('before a password people are told apart without their names', () => {
	const people = [
		{ fullName: 'Trần Thị Hạnh', login: 'volunteer1' },
		{ fullName: 'Đỗ Quân', login: 'volunteer2' },
		{ fullName: 'trần thị hoa', login: 'leader1' }
	];
	expect(signsOf(people)).toEqual(['T.T.H. (v…1)', 'Đ.Q.', 'T.T.H. (l…1)']);
});
