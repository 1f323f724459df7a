/** Result to text, one format a file. */
export { renderVersion } from './markdown-version';
export { renderIndex } from './markdown-index';
export { cellTitle, noColors, renderCell, renderFailure, renderFinding, renderSummary, type Colors } from './terminal';
export { toJson, type JsonReport, type JsonResult } from './json';
export { resultsSchemaJson, resultsSchemaText } from './results-schema';
export { parseResults, resultsText } from './results-file';
export { findingId } from './finding-id';
export {
  changeOf,
  statusOfCell,
  statusOfVersion,
  versionsBefore,
  type CellStatus,
  type Change,
  type FindingStatus,
} from './finding-status';
export { statusOf, type OpenReason, type Status } from './status';
export { traceTable, type TraceTable } from './trace-table';
export { count, replayCommand } from './words';
export { plain } from './escape';
export { renderJunit } from './junit';
export { renderGithub } from './github';
export { renderPatchwork } from './patchwork';
export { renderSarif } from './sarif';
export { renderHtml, type HtmlOptions } from './html';
export { renderReply } from './reply';
export { b4Checks, versionsFor, type MailFacts } from './b4';
export { needText, renderBlame, renderNecessity, studyFormats, type StudyFormat } from './study';
export { renderFirstRun } from './first-run';
export { renderAilments, type Ailment } from './doctor';
export { unrunLines } from './unrun-lines';
