import { describe, expect, it } from '@jest/globals';
import { SourceFile } from '../base/source';
import { parseFile } from './parse-file';
import { unitText } from './tree-text';

const intrinsicMacros = new Set<string>();
const source = (name: string, text: string): SourceFile => new SourceFile(name, text);

function parse(file: SourceFile, headers: readonly SourceFile[], config: Readonly<Record<string, string>> = {}) {
  const read = (path: string): SourceFile | undefined => headers.find(({ name }) => name === path);
  return parseFile(file, { read, config: new Map(Object.entries(config)), intrinsicMacros });
}

describe('a tree is used again', () => {
  const header = source('include/h.h', '#pragma once\n#ifdef CONFIG_A\nint a;\n#endif\n');
  const file = source('mm/f.c', '#include "h.h"\nint f;\n');

  it('for the same files and options', () => {
    expect(parse(file, [header])).toBe(parse(file, [header]));
  });

  it('whatever an option is that no file names', () => {
    expect(parse(file, [header], { CONFIG_OTHER: 'y' })).toBe(parse(file, [header]));
  });

  it('not where a header names the option', () => {
    expect(unitText(parse(file, [header], { CONFIG_A: 'y' }).tree)).toBe('(declare (a int)) (declare (f int))');
    expect(unitText(parse(file, [header]).tree)).toBe('(declare (f int))');
  });

  it('not with another header, even of the same text: its lines come from another patch', () => {
    expect(parse(file, [source(header.name, header.text)])).not.toBe(parse(file, [header]));
  });

  it('not where a header that was missing is there now', () => {
    const beside = source('mm/h.h', 'long b;\n');
    expect(unitText(parse(file, [header, beside]).tree)).toBe('(declare (b long)) (declare (f int))');
  });

  it('not where ## makes the name of the option', () => {
    const pasting = source('mm/p.c', '#define ON(x) CONFIG_ ## x\nint a[ON(A)];\n');
    expect(unitText(parse(pasting, []).tree)).toBe('(declare (a ([] int CONFIG_A)))');
    expect(unitText(parse(pasting, [], { CONFIG_A: '3' }).tree)).toBe('(declare (a ([] int 3)))');
  });

  it('not where the value of an option could name another', () => {
    const named = source('mm/n.c', 'int a[N];\n');
    expect(unitText(parse(named, [], { N: 'M', M: '1' }).tree)).toBe('(declare (a ([] int 1)))');
    expect(unitText(parse(named, [], { N: 'M', M: '2' }).tree)).toBe('(declare (a ([] int 2)))');
  });
});
