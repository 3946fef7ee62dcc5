/** The name by which server-side apply knows the fields that meshplan owns. */
export const FIELD_MANAGER = "meshplan";
