/** Every replay command of the committed reports leads to the finding under whose heading it stands. */
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Builds } from '../src/run/builds';
import { matchesCase } from '../src/run/plan';
import { replayIn } from '../src/run/commands/replay';
import { filesBelow } from '../src/run/files';
import type { Io } from '../src/run/io';
import { replayCommands } from './cli';
import { cells, project, root } from './corpus';

const builds = new Builds(project);

const pages = filesBelow(path.join(root, 'reports')).filter(
  (file) => /^[^/]+\/[^/]+\.md$/.test(file) && !file.startsWith('out/'),
);

/** Those of one cell come one after another, in whatever page: its program is made once for all of them. */
const commands = pages
  .flatMap((page) => {
    const text = readFileSync(path.join(root, 'reports', page), 'utf8');
    return replayCommands(text).map((command) => {
      const before = text.slice(0, text.indexOf(command));
      const heading = [...before.matchAll(/^#+ `?([a-z-]+@[\w-]+)`?/gm)].at(-1)?.[1] ?? '';
      return { page, heading, command, cell: cellOf(command) };
    });
  })
  .sort((a, b) => (a.cell < b.cell ? -1 : a.cell > b.cell ? 1 : 0));

/** The version that a command replays in, its case, and the config and memory model where they are named. */
function cellOf(command: string): string {
  const [before = ''] = command.replace(/\s*\\\n\s*/g, ' ').split("'");
  const [name, variant, ...flags] = before.split(' ').slice(3);
  return [variant, name, ...flags].join(' ');
}

function replayed(command: string): { code: number; out: string; err: string } {
  const match = /^npx patch-oracle replay (\S+) (\S+)(?: --config (\S+))?(?: --memory (\S+))? '([^']*)'$/.exec(
    command.replace(/\s*\\\n\s*/g, ' '),
  );
  const [, name = '', variant = '', config, memory, trace = ''] = match ?? [];
  const cell = cells.find(
    (one) =>
      matchesCase(name, one.case) &&
      `${one.case.series}/${one.version}` === variant &&
      (config === undefined || one.config.name === config) &&
      (memory === undefined || one.memory === memory),
  );
  if (!cell) throw new Error(`no cell for: ${command}`);
  const texts = { out: '', err: '' };
  const io: Io = {
    cwd: root,
    input: () => Promise.resolve(new Uint8Array()),
    ask: () => Promise.resolve(undefined),
    changes: () => (async function* () {})(),
    out: (text) => void (texts.out += text),
    err: (text) => void (texts.err += text),
    color: false,
    terminal: false,
    columns: 80,
    cores: 1,
    now: () => 0,
  };
  return { code: replayIn(cell, builds, trace.replace(/\s+/g, ' ').trim(), io), ...texts };
}

describe('replay commands of the reports', () => {
  it('are there when there are reports', () => {
    expect(pages.length === 0 || commands.length > 0).toBe(true);
  });

  for (const { page, heading, command } of commands) {
    it(`${page}: ${heading}`, () => {
      const { code, out, err } = replayed(command);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      // A lock order is no step's doing: each of its traces shows one edge.
      if (!heading.startsWith('lockdep-')) expect(out).toContain(heading);
    });
  }
});
