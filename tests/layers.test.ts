/**
 * The layer table of ARCHITECTURE.md, made true: every import under src/ is one that the table allows, no import
 * cycle exists at run time, and the C model is data that no TypeScript imports.
 */
import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.join(__dirname, '..');

interface Import {
  /** Path from the project root of the imported file. */
  readonly to: string;
  readonly typeOnly: boolean;
}

/** Rows of the table: part -> parts it may import, in the table's order. */
export function layerTable(text: string): Map<string, readonly string[]> {
  const rows = new Map<string, readonly string[]>();
  for (const line of text.split('\n')) {
    const row = /^\| `src\/([a-z]+)(?:\/|\.ts)` *\|[^|]*\|([^|]*)\|$/.exec(line);
    if (row?.[1] === undefined || row[2] === undefined) continue;
    rows.set(
      row[1],
      row[2].split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()])),
    );
  }
  return rows;
}

function sources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sources(name);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') ? [name] : [];
  });
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) {
    const named = node.exportClause && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : undefined;
    return node.isTypeOnly || (named !== undefined && named.length > 0 && named.every((one) => one.isTypeOnly));
  }
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  if (clause.name || !bindings || !ts.isNamedImports(bindings)) return false;
  return bindings.elements.length > 0 && bindings.elements.every((one) => one.isTypeOnly);
}

function resolve(from: string, specifier: string): string {
  const bare = path.posix.join(path.posix.dirname(from), specifier);
  for (const candidate of [bare, `${bare}.ts`, `${bare}/index.ts`]) {
    const full = path.join(root, candidate);
    if (ts.sys.fileExists(full)) return candidate;
  }
  return bare;
}

function importsOf(file: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (!specifier || !ts.isStringLiteralLike(specifier) || !specifier.text.startsWith('.')) return;
    found.push({ to: resolve(file, specifier.text), typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node));
    else if (ts.isCallExpression(node)) {
      const callee = node.expression;
      const loads =
        callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
      if (loads) add(node.arguments[0], false);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, false));
  return found;
}

const files = sources('src');
const graph = new Map(files.map((file) => [file, importsOf(file)] as const));
const table = layerTable(readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8'));
const partOf = (file: string): string | undefined => /^src\/([a-z]+)(?:\/|\.ts$)/.exec(file)?.[1];

/** The first cycle met, as a list of files that starts and ends with the same one. */
export function findCycle(edges: ReadonlyMap<string, readonly Import[]>): string[] | undefined {
  const done = new Set<string>();
  const trail: string[] = [];
  const walk = (file: string): string[] | undefined => {
    if (done.has(file)) return undefined;
    const at = trail.indexOf(file);
    if (at >= 0) return [...trail.slice(at), file];
    trail.push(file);
    for (const one of edges.get(file) ?? []) {
      const cycle = one.typeOnly ? undefined : walk(one.to);
      if (cycle) return cycle;
    }
    trail.pop();
    done.add(file);
    return undefined;
  };
  for (const file of edges.keys()) {
    const cycle = walk(file);
    if (cycle) return cycle;
  }
  return undefined;
}

describe('layers', () => {
  it('the table names every part of src', () => {
    expect([...table.keys()]).toEqual(expect.arrayContaining(['kernel', 'base', 'program', 'result', 'run']));
    expect(files.filter((file) => !table.has(partOf(file) ?? ''))).toEqual([]);
  });

  it('a part may import only what stands above it', () => {
    const order = [...table.keys()];
    const upward = [...table].flatMap(([part, may]) =>
      may
        .filter((one) => order.indexOf(one) < 0 || order.indexOf(one) >= order.indexOf(part))
        .map((one) => `${part}: ${one}`),
    );
    expect(upward).toEqual([]);
  });

  it('every import is one that the table allows', () => {
    const wrong = [...graph].flatMap(([file, imports]) => {
      const part = partOf(file) ?? '';
      const may = new Set([part, ...(table.get(part) ?? [])]);
      return imports.filter((one) => !may.has(partOf(one.to) ?? '')).map((one) => `${file} imports ${one.to}`);
    });
    expect(wrong).toEqual([]);
  });

  it('every relative import names a file that exists', () => {
    const missing = [...graph].flatMap(([file, imports]) =>
      imports.filter((one) => !ts.sys.fileExists(path.join(root, one.to))).map((one) => `${file}: ${one.to}`),
    );
    expect(missing).toEqual([]);
  });

  it('no import cycle exists at run time', () => {
    expect(findCycle(graph)).toBeUndefined();
  });

  it('the C model is data: no TypeScript stands in it or imports from it', () => {
    expect(files.filter((file) => partOf(file) === 'kernel')).toEqual([]);
    expect([...graph.values()].flat().filter((one) => partOf(one.to) === 'kernel')).toEqual([]);
  });

  it('the checks can fail: a cycle of three files is found, a type-only one is not', () => {
    const edge = (to: string, typeOnly = false): Import[] => [{ to, typeOnly }];
    expect(
      findCycle(
        new Map([
          ['a', edge('b')],
          ['b', edge('c')],
          ['c', edge('a')],
        ]),
      ),
    ).toEqual(['a', 'b', 'c', 'a']);
    expect(
      findCycle(
        new Map([
          ['a', edge('b')],
          ['b', edge('c')],
          ['c', edge('a', true)],
        ]),
      ),
    ).toBeUndefined();
  });
});
