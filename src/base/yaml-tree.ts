/**
 * YAML with positions: one text to plain values for the schema, and from a path of keys back to the
 * place in the text. Keys and words are taken as they are written (`4.8`, `0002`), never as numbers.
 * This file knows nothing of cases and series.
 */
import { isAlias, isMap, isScalar, isSeq, parseDocument, visit, type Document, type Node, type Scalar } from 'yaml';
import { diagnose, type Diagnostic } from './diagnostics';
import type { SourceFile, Span } from './source';

export type Path = readonly (string | number)[];

type PlainNode = Node | null | undefined;

export class YamlTree {
  readonly diagnostics: readonly Diagnostic[];
  private readonly root: PlainNode;

  constructor(readonly file: SourceFile) {
    const document = parseDocument(file.text, { prettyErrors: false, uniqueKeys: true, stringKeys: false });
    this.root = document.contents;
    this.diagnostics = [...syntaxErrors(document, file), ...aliases(document, file)];
  }

  /** Objects, arrays, strings, numbers, booleans and null. */
  plain(): unknown {
    return plainOf(this.root);
  }

  node(path: Path): PlainNode {
    let at = this.root;
    for (const step of path) {
      if (isMap(at)) at = at.items.find((pair) => keyText(pair.key) === String(step))?.value as PlainNode;
      else if (isSeq(at)) at = at.items[Number(step)] as PlainNode;
      else return undefined;
    }
    return at;
  }

  /** The value at the path; of the nearest thing above it when there is none. */
  span(path: Path): Span {
    for (let length = path.length; length >= 0; length--) {
      const found = rangeOf(this.file, this.node(path.slice(0, length)));
      if (found) return found;
      const key = length > 0 ? this.keySpanIfAny(path.slice(0, length)) : undefined;
      if (key) return key;
    }
    return { file: this.file, start: 0, end: 0 };
  }

  /** The key that the path ends in; the value where it ends in an index. */
  keySpan(path: Path): Span {
    return this.keySpanIfAny(path) ?? this.span(path);
  }

  /** Keys of the mapping at the path, as written. */
  keys(path: Path): string[] {
    const node = this.node(path);
    return isMap(node) ? node.items.map((pair) => keyText(pair.key)) : [];
  }

  /** A scalar's own letters: `0002` where the value is 2. */
  word(path: Path): string | undefined {
    const node = this.node(path);
    return isScalar(node) ? scalarText(node) : undefined;
  }

  private keySpanIfAny(path: Path): Span | undefined {
    const parent = this.node(path.slice(0, -1));
    if (!isMap(parent)) return undefined;
    const pair = parent.items.find((one) => keyText(one.key) === String(path.at(-1)));
    return rangeOf(this.file, pair?.key as PlainNode);
  }
}

function scalarText(node: Scalar): string {
  return node.type === 'PLAIN' && node.source !== undefined ? node.source : String(node.value);
}

function keyText(key: unknown): string {
  return isScalar(key) ? scalarText(key) : '';
}

function plainOf(node: PlainNode): unknown {
  if (isMap(node)) {
    return Object.fromEntries(node.items.map((pair) => [keyText(pair.key), plainOf(pair.value as PlainNode)]));
  }
  if (isSeq(node)) return node.items.map((item) => plainOf(item as PlainNode));
  return isScalar(node) ? node.value : null;
}

/** Without the line end that a block scalar's range includes. */
function rangeOf(file: SourceFile, node: PlainNode): Span | undefined {
  if (!node?.range) return undefined;
  const [start, end] = node.range;
  const trimmed = start + file.text.slice(start, end).trimEnd().length;
  return { file, start, end: Math.max(trimmed, start) };
}

function syntaxErrors(document: Document, file: SourceFile): Diagnostic[] {
  const found = document.errors.map((error) => {
    const span = { file, start: error.pos[0], end: Math.max(error.pos[1], error.pos[0] + 1) };
    if (error.code === 'DUPLICATE_KEY') return duplicateKey(document, file, error.pos[0]);
    const nested = error.code === 'BLOCK_AS_IMPLICIT_KEY' || error.message.includes('compact mappings');
    const message = error.message.split('\n')[0]?.replace(/\.$/, '') ?? '';
    return nested ? diagnose('yaml-colon', { message }, span) : diagnose('yaml-syntax', { message }, span);
  });
  for (const warning of document.warnings) {
    const span = { file, start: warning.pos[0], end: Math.max(warning.pos[1], warning.pos[0] + 1) };
    found.push(diagnose('yaml-syntax', { message: warning.message }, span));
  }
  return found;
}

/** @param at offset of the second key */
function duplicateKey(document: Document, file: SourceFile, at: number): Diagnostic {
  let first: Span | undefined;
  let second: Span = { file, start: at, end: at + 1 };
  let name = '';
  visit(document, {
    Map(_, map) {
      const again = map.items.find((pair) => (pair.key as PlainNode)?.range?.[0] === at);
      if (!again) return undefined;
      name = keyText(again.key);
      second = rangeOf(file, again.key as PlainNode) ?? second;
      first = rangeOf(file, map.items.find((pair) => keyText(pair.key) === name)?.key as PlainNode);
      return visit.BREAK;
    },
  });
  return diagnose('yaml-duplicate-key', { key: name }, second, first && [{ message: 'the first one', span: first }]);
}

/** Aliases would give one text two meanings and C two places. */
function aliases(document: Document, file: SourceFile): Diagnostic[] {
  const found: Diagnostic[] = [];
  visit(document, {
    Alias(_, node) {
      const span = rangeOf(file, node);
      if (span && isAlias(node)) found.push(diagnose('yaml-alias', { name: node.source }, span));
    },
  });
  return found;
}
