/** The guides of docs/, followed to the letter in a copy: every file written, every command run, every output compared. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Reader, stepsOf, wordsOf } from './guide';
import { shows } from './shown';

/** What a guide's last words promise, in a file that it leaves. */
const ends: Readonly<Record<string, readonly [file: string, text: RegExp]>> = {
  'docs/adding-a-revision.md': ['reports/swapin/v3.md', /Rita Reviewer[^]*confirmed/],
  'docs/writing-model-c.md': ['patches/badge/v2/0001-todo.patch', /^-.*spin_unlock/m],
};

describe.each(['docs/adding-a-revision.md', 'docs/writing-model-c.md'])('%s', (file) => {
  const reader = new Reader();
  afterAll(() => reader.remove());
  const steps = stepsOf(readFileSync(path.join(__dirname, '..', file), 'utf8'));

  it('has steps of every kind', () => {
    expect(new Set(steps.map((one) => one.kind))).toEqual(new Set(['file', 'change', 'command']));
    expect(steps.length).toBeGreaterThan(10);
  });

  // In order: a step stands on those before it.
  it.each(steps.map((step) => [step.line, step.kind === 'command' ? step.command : step.file, step] as const))(
    'line %i: %s',
    async (_, __, step) => {
      const printed = await reader.does(step);
      if (step.kind === 'command' && !shows(step.shown, printed)) expect(printed).toBe(step.shown);
    },
  );

  it('ends with what it says', () => {
    const [name, text] = ends[file] ?? ['', /^$/];
    expect(reader.read(name)).toMatch(text);
  });
});

describe('a guide', () => {
  const page = `Text.

**\`a/b.c\`**

\`\`\`c
int x;
\`\`\`

**\`a/b.c\`**

\`\`\`diff
-int x;
+int y;
\`\`\`

\`\`\`console
$ one 'two  three' \\
    four
out
$ echo $?
0
\`\`\`
`;

  it('is taken apart', () => {
    expect(stepsOf(page)).toEqual([
      { kind: 'file', line: 6, file: 'a/b.c', text: 'int x;\n' },
      { kind: 'change', line: 12, file: 'a/b.c', old: 'int x;\n', new: 'int y;\n' },
      { kind: 'command', line: 17, from: 19, command: "one 'two  three' four", shown: 'out\n' },
      { kind: 'command', line: 20, from: 21, command: 'echo $?', shown: '0\n' },
    ]);
    expect(wordsOf(`one 'two  three' --x="a 'b'"`)).toEqual(['one', 'two  three', `--x=a 'b'`]);
  });

  it('that shows something else is found out', async () => {
    const reader = new Reader();
    try {
      const command = {
        kind: 'command',
        line: 1,
        from: 2,
        command: 'npx patch-oracle diff swapin/v1 swapin/v9',
        shown: '',
      } as const;
      expect(await reader.does(command)).toContain("no variant 'swapin/v9'");
      expect(await reader.does({ ...command, command: 'echo $?' })).toBe('2\n');
      await expect(reader.does({ ...command, command: 'rm x' })).rejects.toThrow('no command of ours');
      const change = { kind: 'change', line: 1, file: 'src/kernel/mm/mmap.c', old: 'not there\n', new: '' } as const;
      await expect(reader.does(change)).rejects.toThrow('occur 0 times');
    } finally {
      reader.remove();
    }
  });
});
