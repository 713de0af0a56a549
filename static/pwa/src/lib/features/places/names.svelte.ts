/** Names of hamlets and points by id. One subscription each for the whole app. */

import { liveHamlets, livePoints } from '.';

let names = $state.raw<ReadonlyMap<string, string>>(new Map());
const parts: Record<'hamlets' | 'points', [string, string][]> = { hamlets: [], points: [] };

export function followPlaces(): () => void {
	const take = (part: keyof typeof parts, rows: { id: string; doc: { name: string } }[]): void => {
		parts[part] = rows.map((row) => [row.id, row.doc.name]);
		names = new Map([...parts.hamlets, ...parts.points]);
	};
	const stops = [
		liveHamlets().subscribe((face) => face.state === 'content' && take('hamlets', face.value)),
		livePoints().subscribe((face) => face.state === 'content' && take('points', face.value))
	];
	return () => stops.forEach((stop) => stop());
}

/** '' when there is none, or it is not on this device. */
export const placeName = (...ids: (string | null | undefined)[]): string => ids.map((id) => (id ? names.get(id) : undefined)).find(Boolean) ?? '';
