/** The raw body and the error code that answers it. */
export const BODIES: Record<string, [body: string, code: number]>;
export const URL: string;
