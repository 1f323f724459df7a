/** Result to text, one format a file. */
export { renderVersion } from './markdown-version';
export { renderIndex } from './markdown-index';
export { cellTitle, noColors, renderCell, renderFailure, renderFinding, renderSummary, type Colors } from './terminal';
export { toJson, type JsonReport, type JsonResult } from './json';
export { statusOf, type OpenReason, type Status } from './status';
export { traceTable, type TraceTable } from './trace-table';
export { replayCommand } from './words';
export { plain } from './escape';
