/** Under which server-side apply knows what meshplan owns. */
export const FIELD_MANAGER = "meshplan";
