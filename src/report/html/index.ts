/** The report as one HTML file. */
export { renderHtml, type HtmlOptions } from './page';
export type { Lexer, Piece } from './colour';
