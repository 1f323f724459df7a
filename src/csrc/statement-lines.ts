/**
 * Which lines of the model begin a statement that does something: what "some run passes this line" can be said of.
 * Declarations without a value, braces, labels and comments are no such lines.
 */
import type { SourceFile } from '../base/source';
import type { Block, FunctionBody, Statement } from './typed';

/** Chooses lines, 1-based. */
export type LineFilter = (file: SourceFile, line: number) => boolean;

export interface StatementLine {
  readonly file: SourceFile;
  /** 1-based. */
  readonly line: number;
  readonly function: string;
}

/** A function as it is in the model that is asked. */
interface Named {
  readonly name: string;
  readonly body: FunctionBody;
}

/** Does the statement do something on the line where it begins? */
function isOwnLine(statement: Statement): boolean {
  switch (statement.kind) {
    case 'block':
    case 'label':
    case 'empty':
      return false;
    case 'declare':
      return statement.initial !== undefined;
    default:
      return true;
  }
}

/** Each line once, in the order of the functions. Statements inside expressions are left out. */
export function statementLines(functions: readonly Named[], wanted: LineFilter): readonly StatementLine[] {
  const found = new Map<string, StatementLine>();
  const visit = (statement: Statement | Block | undefined, name: string): void => {
    if (!statement) return;
    if ('span' in statement && isOwnLine(statement)) {
      const { file, start } = statement.span;
      const { line } = file.position(start);
      if (wanted(file, line)) found.set(`${file.name}:${line}`, { file, line, function: name });
    }
    switch (statement.kind) {
      case 'block':
        for (const inner of statement.statements) visit(inner, name);
        return;
      case 'if':
        visit(statement.then, name);
        visit(statement.else, name);
        return;
      case 'while':
      case 'do':
      case 'for':
      case 'switch':
      case 'label':
        visit(statement.body, name);
        return;
      default:
        return;
    }
  };
  for (const one of functions) visit(one.body.block, one.name);
  return [...found.values()];
}
