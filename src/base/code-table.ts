/** The shape of a table of diagnostics. */
export type CodeTable = Readonly<
  Record<string, { readonly severity: 'error' | 'warning'; readonly message: string; readonly hint?: string }>
>;
