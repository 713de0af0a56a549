/** Where the list of dossiers was left: its filter and its search, to lead back to. For as long as the page is open. */
let left = '';

export const noteList = (search: string): void => void (left = search);
export const listHref = (): string => `/dossiers${left}`;
