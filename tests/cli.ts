/**
 * The command line for tests: a project copied to a temporary folder, and the real program run in it. `run` calls it in
 * this process, which is quick; `spawn` starts it as a user does.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main } from '../src/run/main';

const home = path.join(__dirname, '..');

/** The replay commands of a report, as printed, over several lines where they are. */
export function replayCommands(report: string): string[] {
  return [...report.matchAll(/^ *(npx patch-oracle replay [^']*'[^']*')/gm)].map((match) => match[1] ?? '');
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export class TestProject {
  readonly root = mkdtempSync(path.join(tmpdir(), 'patch-oracle-'));

  /** What the user types, question by question; then nobody is there. */
  answers: string[] = [];

  /** Changes that a watching command is told of, one after another. */
  edits: (() => void)[] = [];

  constructor(fixture: string) {
    cpSync(path.join(__dirname, 'fixtures', fixture), this.root, { recursive: true });
  }

  /** What `run` finds on standard input. */
  stdin: string | Uint8Array = '';

  async run(...args: string[]): Promise<Ran> {
    let [out, err] = ['', ''];
    const code = await main(args, {
      cwd: this.root,
      input: () => Promise.resolve(Buffer.from(this.stdin)),
      ask: () => Promise.resolve(this.answers.shift()),
      changes: () => this.changes(),
      out: (text) => void (out += text),
      err: (text) => void (err += text),
      color: false,
      terminal: false,
      columns: 80,
      cores: 1,
      now: () => 0,
    });
    return { code, out, err };
  }

  private async *changes(): AsyncGenerator<void> {
    for (let edit = this.edits.shift(); edit; edit = this.edits.shift()) {
      edit();
      yield await Promise.resolve();
    }
  }

  spawn(...args: string[]): Ran {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '' };
    const bin = path.join(home, 'bin/patch-oracle.js');
    const done = spawnSync(process.execPath, [bin, ...args], { cwd: this.root, env, encoding: 'utf8' });
    return { code: done.status, out: done.stdout, err: done.stderr };
  }

  /** A printed command, given to a shell; the checkout's own program stands for npx, which may want the network. */
  shell(command: string): Ran {
    const bin = path.join(home, 'bin/patch-oracle.js');
    const own = command.replaceAll('npx patch-oracle', `'${process.execPath}' '${bin}'`);
    const done = spawnSync('sh', ['-c', own], {
      cwd: this.root,
      env: { ...process.env, NO_COLOR: '1' },
      encoding: 'utf8',
    });
    return { code: done.status, out: done.stdout, err: done.stderr };
  }

  read(file: string): string {
    return readFileSync(path.join(this.root, file), 'utf8');
  }

  write(file: string, text: string): void {
    writeFileSync(path.join(this.root, file), text);
  }

  /** Replaces the first occurrence; the text must be there. */
  change(file: string, from: string, to: string): void {
    const text = this.read(file);
    if (!text.includes(from)) throw new Error(`${file} has no '${from}'`);
    this.write(file, text.replace(from, to));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
