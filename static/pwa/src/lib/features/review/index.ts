/** The team leader's workspace: judge activities, follow members, look after the team's dossiers. Works offline. */
export { provideTeam, useTeam } from './team.svelte';
export { default as Members } from './parts/Members.svelte';
export { default as Review } from './parts/Review.svelte';
export { default as TeamDossiers } from './parts/TeamDossiers.svelte';
export { words as reviewWords } from './words';
