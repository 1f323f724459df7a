/** The rules for hunks on the model itself: wherever one of its lines is changed, the patch that we write is accepted. */
import { expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SourceFile } from '../base/source';
import { layoutOf } from './heading';
import { parseDiff } from './parse-patch';
import { writeDiff } from './write-diff';

const root = path.join(__dirname, '../kernel');
const model = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.[ch]$/.test(name))
  .map((name) => new SourceFile(name.split(path.sep).join('/'), readFileSync(path.join(root, name), 'utf8')));

it('is there', () => {
  expect(model.length).toBeGreaterThan(10);
});

it.each(model.map((file) => [file.name, file] as const))(
  '%s: a changed line in a function has its heading',
  (name, file) => {
    const layout = layoutOf(file.text);
    for (const block of layout.blocks.filter((one) => one.kind === 'function')) {
      const at = (block.start + block.end) >> 1;
      if (at <= block.nameLine || block.nameLine < 4) continue;
      const changed = layout.lines.map((line, index) => (index === at ? '	changed();' : line));
      // writeDiff applies what it writes and throws where the result differs.
      const diff = writeDiff(
        new Map([[name, file]]),
        new Map([[name, new SourceFile(name, `${changed.join('\n')}\n`)]]),
      );
      const hunk = parseDiff(new SourceFile('x.patch', diff)).files?.[0]?.hunks[0];
      expect(hunk?.heading).toBe(layout.lines[block.nameLine]?.trim());
    }
  },
);
