/**
 * A guide of docs/ taken literally: the files that it has the reader write, the changes that it has made, and its
 * commands with what they print, in the order of the page. `tests/guides.test.ts` compares; as a script it puts what is
 * printed now into the page, for a person to read the difference: `node bin/script.js tests/guide.ts docs/<page>.md`.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main as commandLine } from '../src/run/main';
import { shows } from './shown';

const home = path.join(__dirname, '..');

export type Step =
  /** A block below a line `**file**`: the file has this text. */
  | { readonly kind: 'file'; readonly line: number; readonly file: string; readonly text: string }
  /** A diff block below such a line: the old lines occur once, and become the new ones. */
  | {
      readonly kind: 'change';
      readonly line: number;
      readonly file: string;
      readonly old: string;
      readonly new: string;
    }
  /** `$ command` of a console block, and what stands below it, from line `from` on. */
  | {
      readonly kind: 'command';
      readonly line: number;
      readonly from: number;
      readonly command: string;
      readonly shown: string;
    };

/** In the order of the page; lines are 1-based. */
export function stepsOf(page: string): Step[] {
  const block = /(?:^\*\*`([^`\n]+)`\*\*\n\n)?^```(\w+)\n([^]*?)^```$/gm;
  return [...page.matchAll(block)].flatMap((match): Step[] => {
    const [whole = '', file, language = '', text = ''] = match;
    const line =
      page.slice(0, match.index).split('\n').length + whole.slice(0, whole.indexOf('```')).split('\n').length;
    if (language === 'console') return commandsOf(text, line);
    if (file === undefined) return [];
    if (language !== 'diff') return [{ kind: 'file', line, file, text }];
    // An empty line is one of both sides: formatters take the blank away that it begins with.
    const lines = text.split('\n').slice(0, -1);
    const side = (signs: string): string =>
      lines
        .filter((one) => signs.includes(one.charAt(0)))
        .map((one) => `${one.slice(1)}\n`)
        .join('');
    return [{ kind: 'change', line, file, old: side(' -'), new: side(' +') }];
  });
}

/** @param first line of the page that holds the first line of the text */
function commandsOf(text: string, first: number): Step[] {
  const steps: Step[] = [];
  const lines = text.split('\n').slice(0, -1);
  for (let at = 0; at < lines.length;) {
    const line = first + at;
    const words: string[] = [];
    do words.push(lines[at] ?? '');
    while (lines[at++]?.endsWith('\\') === true);
    const from = at;
    while (at < lines.length && lines[at]?.startsWith('$ ') !== true) at++;
    const shown = lines.slice(from, at);
    const command = words
      .map((one) => one.replace(/\\$/, '').trim())
      .join(' ')
      .slice(2);
    steps.push({ kind: 'command', line, from: first + from, command, shown: shown.map((one) => `${one}\n`).join('') });
  }
  return steps;
}

/** Words as a shell takes them apart: blanks part them, quotes keep them together. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  );
}

/** A project to follow a guide in; the guide's folder is the project's, and `../` beside it is free. */
export class Reader {
  private readonly around = mkdtempSync(path.join(tmpdir(), 'patch-oracle-guide-'));
  private readonly root = path.join(this.around, 'patch-oracle');

  private code = 0;

  /** Of the corpus one series: the others change nothing that a guide shows, and cost time with each command. */
  constructor() {
    for (const name of [
      'src/kernel',
      'patches/swapin',
      'cases/swapin',
      'patches/series.schema.json',
      'cases/case.schema.json',
    ])
      cpSync(path.join(home, name), path.join(this.root, name), { recursive: true });
  }

  /** What is printed, on both streams; for a file, nothing. Throws where the step cannot be done. */
  async does(step: Step): Promise<string> {
    if (step.kind === 'command') return this.types(step.command, step.shown);
    const file = path.join(this.root, step.file);
    if (step.kind === 'file') {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, step.text);
      return '';
    }
    const parts = readFileSync(file, 'utf8').split(step.old);
    if (parts.length !== 2)
      throw new Error(`line ${step.line}: the old lines occur ${parts.length - 1} times in ${step.file}`);
    writeFileSync(file, parts.join(step.new));
    return '';
  }

  /** A file of the project as the steps have left it. */
  read(file: string): string {
    return readFileSync(path.join(this.root, file), 'utf8');
  }

  remove(): void {
    rmSync(this.around, { recursive: true, force: true });
  }

  /** `echo $?` is the exit code of the command before. */
  private async types(command: string, shown: string): Promise<string> {
    if (command === 'echo $?') return `${this.code}\n`;
    const [npx, name, ...args] = wordsOf(command);
    if (npx !== 'npx' || name !== 'patch-oracle') throw new Error(`'${command}' is no command of ours`);
    let printed = '';
    this.code = await commandLine(args, {
      cwd: this.root,
      input: () => Promise.resolve(new Uint8Array()),
      // What the page shows behind a question was typed.
      ask: (question) => {
        const typed = new RegExp(`^${escaped(question.trim())} (.*)$`, 'm').exec(shown)?.[1];
        printed += `${question}${typed ?? ''}\n`;
        return Promise.resolve(typed);
      },
      changes: () => {
        throw new Error('a guide does not watch');
      },
      out: (text) => void (printed += text),
      err: (text) => void (printed += text),
      color: false,
      terminal: false,
      columns: 80,
      cores: 1,
      now: () => 0,
    });
    return printed;
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Puts what is printed into the page; a text with `[…]` in it is left to be cut by hand. */
export async function main([file = '']: readonly string[]): Promise<void> {
  const at = path.join(home, file);
  const lines = readFileSync(at, 'utf8').split('\n');
  const reader = new Reader();
  try {
    const edits: { readonly from: number; readonly count: number; readonly lines: readonly string[] }[] = [];
    for (const step of stepsOf(lines.join('\n'))) {
      const printed = await reader.does(step);
      if (step.kind !== 'command' || shows(step.shown, printed)) continue;
      if (step.shown.includes('[…]')) console.log(`${file}:${step.line}: ${step.command}\n${printed}`);
      else {
        const count = step.shown.split('\n').length - 1;
        edits.push({ from: step.from, count, lines: printed.split('\n').slice(0, -1) });
      }
    }
    for (const edit of edits.reverse()) lines.splice(edit.from - 1, edit.count, ...edit.lines);
    writeFileSync(at, lines.join('\n'));
  } finally {
    reader.remove();
  }
}
