export * from './model';
export { channelText, documentNeed } from './words';
export { allProcedures, followCatalogue, isCatalogueLoaded, procedureName, procedureOf } from './names.svelte';
export { liveProcedures } from './queries';
export { favourites, isFavourite, noteUse, recent, toggleFavourite } from './shelf.svelte';
export { default as GuidanceCard } from './GuidanceCard.svelte';
export { default as ProcedurePicker } from './ProcedurePicker.svelte';
