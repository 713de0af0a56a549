export { followPerson, me, today } from './me.svelte';
export { givenName, homeOf, HOME, inForce, ledTeams, rolesOf, signsOf, teamIn, wardsOf, workspacesOf, type Role, type Workspace } from './model';
export { liveMembers, liveTeams, type MemberDoc, type TeamDoc } from './queries';
export { followNames, nameOf } from './names.svelte';
export { words as identityWords } from './words';
