/**
 * Which lines of a C file belong to which function: a light scan of its top-level braces. It knows comments, strings
 * and preprocessor lines, and nothing else of C, so that it also reads a file that does not build.
 */
export interface Block {
  readonly kind: 'function' | 'type' | 'data';
  /** Function, struct tag, typedef or variable; empty for an unnamed one. */
  readonly name: string;
  /** 0-based line of its first word. */
  readonly start: number;
  /** 0-based line on which the name stands. */
  readonly nameLine: number;
  /** 0-based line of the closing brace. */
  readonly end: number;
}

interface Word {
  readonly text: string;
  readonly line: number;
}

const attribute = /^(__attribute__|__aligned|__section|__printf|__opaque|__releases|__acquires|__must_hold)$/;
const token =
  /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|\n|[A-Za-z_]\w*|[{}();=]|[^\S\n]+|[^\s]/g;

/** In the order of the file; blocks never overlap. */
export function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let words: Word[] = [];
  let head: Word[] = [];
  let line = 0;
  let depth = 0;
  let parens = 0;
  let lineHasWord = false;
  let afterBlock = false;
  token.lastIndex = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const part = match[0];
    if (part === '\n') {
      line++;
      lineHasWord = false;
      continue;
    }
    if (/^\s/.test(part) || part.startsWith('/*') || part.startsWith('//')) {
      line += newlinesIn(part);
      continue;
    }
    if (part === '#' && !lineHasWord) {
      token.lastIndex = directiveEnd(text, match.index);
      line += newlinesIn(text.slice(match.index, token.lastIndex));
      continue;
    }
    lineHasWord = true;
    if (part === '{') {
      if (depth++ === 0) head = words;
    } else if (part === '}') {
      depth = Math.max(0, depth - 1);
      if (depth > 0) continue;
      const block = blockOf(head, line);
      if (block) blocks.push(block);
      words = [];
      parens = 0;
      afterBlock = true;
    } else if (depth === 0) {
      parens += part === '(' ? 1 : part === ')' ? -1 : 0;
      if (part === ';' && parens <= 0) {
        if (afterBlock) nameTypedef(blocks, words);
        afterBlock = false;
        words = [];
      } else words.push({ text: part, line });
    }
    line += newlinesIn(part);
  }
  return blocks;
}

function newlinesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Offset of the newline that ends a preprocessor line, continued lines included. */
function directiveEnd(text: string, start: number): number {
  let end = text.indexOf('\n', start);
  while (end > 0 && text[end - 1] === '\\') end = text.indexOf('\n', end + 1);
  return end < 0 ? text.length : end;
}

function blockOf(head: readonly Word[], end: number): Block | undefined {
  const first = head[0];
  if (!first) return undefined;
  const named = functionName(head);
  if (named?.kind === 'data')
    return { kind: 'data', name: named.word.text, start: first.line, nameLine: named.word.line, end };
  if (named) return { kind: 'function', name: named.word.text, start: first.line, nameLine: named.word.line, end };
  const keyword = head.findIndex((word) => /^(struct|union|enum)$/.test(word.text));
  const tag =
    keyword < 0 ? undefined : head.slice(keyword + 1).find((word) => isName(word) && !attribute.test(word.text));
  return { kind: 'type', name: tag?.text ?? '', start: first.line, nameLine: tag?.line ?? first.line, end };
}

const isName = (word: Word): boolean => /^[A-Za-z_]/.test(word.text);

/** The word before the first parenthesis that is no attribute's, or the variable before `=`. */
function functionName(head: readonly Word[]): { kind: 'function' | 'data'; word: Word } | undefined {
  const equals = head.findIndex((word) => word.text === '=');
  if (equals >= 0) {
    const bracket = head.findIndex((word) => word.text === '[');
    const word = head.slice(0, bracket >= 0 && bracket < equals ? bracket : equals).findLast(isName);
    return word && { kind: 'data', word };
  }
  for (let at = 1; at < head.length; at++) {
    const word = head[at - 1];
    if (head[at]?.text !== '(' || !word || !isName(word)) continue;
    if (!attribute.test(word.text)) return { kind: 'function', word };
  }
  return undefined;
}

/** `typedef struct { … } pte_t;` has its name after the brace. */
function nameTypedef(blocks: Block[], words: readonly Word[]): void {
  const last = blocks.at(-1);
  const name = words.findLast(isName);
  if (last?.kind === 'type' && last.name === '' && name) blocks[blocks.length - 1] = { ...last, name: name.text };
}
