import { describe, expect, it } from '@jest/globals';
import { renderDiagnostic } from '../base/diagnostics';
import { SourceFile } from '../base/source';
import { readCase } from '../case';
import type { Series } from '../patch';
import { everything, matchesCase, plan, withoutsOf, type Choice } from './plan';
import type { Project } from './project';

function caseOf(name: string, more = ''): NonNullable<ReturnType<typeof readCase>['case']> {
  const text = `series: s
title: t
question: q
from: dossier
threads: {a: f();}
configs: {small: {N: 1}, big: {N: 2}}
expect: {base: pass, v1: {small: leak@f, big: pass}}
${more}`;
  const { case: one, diagnostics } = readCase(new SourceFile(`cases/s/${name}.yaml`, text), name);
  if (!one) throw new Error(diagnostics.map(renderDiagnostic).join('\n'));
  return one;
}

const first = caseOf('01-first', 'without: [{version: [base, v1], in: f, line: x;, expect: leak@f, config: big}]');
const series = {
  name: 's',
  title: '',
  versions: new Map([
    ['base', {}],
    ['v1', {}],
    ['control', {}],
  ]),
  items: [],
} as unknown as Series; // Only names are looked at.

const project: Project = {
  root: '/',
  model: new Map(),
  series: [series],
  cases: [first, caseOf('02-second')],
  diagnostics: [],
};

const names = (choice: Partial<Choice>): string[] =>
  plan(project, { ...everything, ...choice }).cells.map(
    (cell) => `${cell.version} ${cell.case.name.slice(0, 2)} ${cell.config.name}`,
  );

const told = (choice: Partial<Choice>): string =>
  plan(project, { ...everything, ...choice })
    .diagnostics.map(renderDiagnostic)
    .join('\n');

describe('a plan', () => {
  // 2 versions that cases name x 2 cases x 2 configs; no case names `control`.
  it('is every cell that some case expects something of, by version, case, config', () => {
    expect(names({})).toEqual([
      'base 01 small',
      'base 01 big',
      'base 02 small',
      'base 02 big',
      'v1 01 small',
      'v1 01 big',
      'v1 02 small',
      'v1 02 big',
    ]);
  });

  it.each([
    [{ variants: ['s/v1'], cases: ['02'] }, ['v1 02 small', 'v1 02 big']],
    [{ variants: ['s'], cases: ['s/01-first'], configs: ['big'] }, ['base 01 big', 'v1 01 big']],
    [{ variants: ['cases/s/02-second.yaml', 's/base'], configs: ['small'] }, ['base 02 small']],
  ])('of %j', (choice, expected) => {
    expect(names(choice)).toEqual(expected);
  });

  it.each([
    [{ variants: ['s/v2'] }, "no variant 's/v2'\n  hint: did you mean 's/v1'?"],
    [{ cases: ['01-frist'] }, "no case '01-frist'\n  hint: did you mean '01-first'?"],
    [{ configs: ['medium'] }, "no config 'medium' in the chosen cases\n  hint: there are: small, big"],
    [{ variants: ['s/control'] }, 'nothing to run'],
  ])('refuses %j', (choice, message) => {
    expect(told(choice)).toContain(message);
  });

  it('gives a cell the lines that are taken out of its version under its config', () => {
    const { cells } = plan(project, { ...everything, cases: ['01'] });
    expect(cells.map(withoutsOf)).toEqual([[], [0], [], [1]]);
  });
});

describe('the name of a case', () => {
  it('is not the beginning of another name', () => {
    expect(matchesCase('s/01-first', { ...first, name: '01-first-of-two' })).toBe(false);
  });

  it.each([
    ['01-first', true],
    ['01', true],
    ['s/01-first', true],
    ['s/01', true],
    ['cases/s/01-first.yaml', true],
    ['./cases/s/01-first.yaml', true],
    ['0', false],
    ['t/01-first', false],
    ['first', false],
    ['01-fir', false],
  ])('%s: %s', (name, expected) => {
    expect(matchesCase(name, first)).toBe(expected);
  });
});
