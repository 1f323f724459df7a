/**
 * What a review may doubt in a function, one by one: barriers, lock operations, checks and labels, each
 * with the edits that take it out. Edits keep every line's number. Knows the tree, nothing of patches.
 */
import type { Span } from '../base/source';
import type { BlockItem, Expression, FunctionDefinition, Statement, TranslationUnit } from './ast';
import type { LineFilter } from './statement-lines';

export type ElementKind = 'barrier' | 'lock' | 'check' | 'label';

export interface Edit {
  readonly span: Span;
  readonly text: string;
}

export interface Element {
  readonly kind: ElementKind;
  readonly function: string;
  /** Where it begins. */
  readonly span: Span;
  /** As written, on one line. */
  readonly text: string;
  readonly edits: readonly Edit[];
}

const barrier = /^(smp_|rcu_|dma_)?(mb|rmb|wmb)$|^smp_mb__|^barrier$/;
const lock =
  /(^|_)(try|un)?lock(_|$)|^(down|up)_(read|write)|^downgrade_write$|^local_irq_|^preempt_(dis|en)able|^synchronize_rcu$|^serialize_|^vma_start_write$/;

/** In the order of the text; only what begins on a line that `own` chooses. */
export function elementsIn(tree: TranslationUnit, own: LineFilter): Element[] {
  return tree.items.flatMap((item) => (item.kind === 'function-definition' ? new Walk(item, own).all() : []));
}

class Walk {
  private readonly found: Element[] = [];
  private readonly labels: StatementWith<'label'>[] = [];
  private readonly gotos: StatementWith<'goto'>[] = [];

  constructor(
    private readonly definition: FunctionDefinition,
    private readonly own: LineFilter,
  ) {}

  all(): Element[] {
    this.items(this.definition.body.items);
    this.labels.forEach((label, at) => this.label(label, this.labels[at + 1]));
    return this.found.sort((a, b) => a.span.start - b.span.start);
  }

  private isOwn({ file, start }: Span): boolean {
    return this.own(file, file.position(start).line);
  }

  private add(kind: ElementKind, span: Span, edits: readonly Edit[]): void {
    if (!this.isOwn(span)) return;
    const text = textOf(span).replace(/\s+/g, ' ').trim();
    this.found.push({ kind, function: this.definition.name.text, span, text, edits });
  }

  private items(items: readonly BlockItem[]): void {
    for (const item of items) {
      if (item.kind !== 'declaration' && item.kind !== 'static-assert') this.statement(item);
    }
  }

  private statement(one: Statement): void {
    switch (one.kind) {
      case 'compound':
        this.items(one.items);
        return;
      case 'expression-statement': {
        // As the user wrote it: a macro's name, not what it stands for.
        const name = /^\w+(?=\s*\()/.exec(textOf(one.span))?.[0] ?? '';
        const kind = barrier.test(name) ? 'barrier' : lock.test(name) ? 'lock' : undefined;
        if (kind) this.add(kind, one.span, [nothing(one.span)]);
        return;
      }
      case 'if':
        if (!one.else && leaves(one.then)) this.add('check', one.span, [nothing(one.span)]);
        this.operands(one.condition);
        this.statement(one.then);
        if (one.else) this.statement(one.else);
        return;
      case 'while':
      case 'do':
        this.operands(one.condition);
        this.statement(one.body);
        return;
      case 'for':
      case 'switch':
        this.statement(one.body);
        return;
      case 'case':
      case 'default':
        this.statement(one.statement);
        return;
      case 'label':
        this.labels.push(one);
        this.statement(one.statement);
        return;
      case 'goto':
        this.gotos.push(one);
        return;
      default:
        return;
    }
  }

  /** Each operand of a chain of && or || is a check of its own; taken out, it decides nothing. */
  private operands(condition: Expression): void {
    if (condition.kind !== 'logical') return;
    for (const side of [condition.left, condition.right]) {
      if (side.kind === 'logical') this.operands(side);
      else this.add('check', side.span, [neutral(side.span, condition.operator === '&&' ? '1' : '0')]);
    }
  }

  /** Taken out, what went to the label goes to the next one below. */
  private label(label: StatementWith<'label'>, next: StatementWith<'label'> | undefined): void {
    const gotos = this.gotos.filter((one) => one.label.text === label.name.text);
    if (!next || gotos.length === 0) return;
    this.add(
      'label',
      label.name.span,
      gotos.map((one) => ({ span: one.label.span, text: next.name.text })),
    );
  }
}

type StatementWith<K extends Statement['kind']> = Extract<Statement, { readonly kind: K }>;

function textOf({ file, start, end }: Span): string {
  return file.text.slice(start, end);
}

/** Does the statement end in a jump? */
function leaves(one: Statement): boolean {
  if (one.kind === 'compound') {
    const last = one.items.at(-1);
    return last !== undefined && last.kind !== 'declaration' && last.kind !== 'static-assert' && leaves(last);
  }
  return one.kind === 'goto' || one.kind === 'return' || one.kind === 'break' || one.kind === 'continue';
}

/** An empty statement over as many lines. */
function nothing(span: Span): Edit {
  return neutral(span, ';');
}

function neutral(span: Span, text: string): Edit {
  return { span, text: `${text}${'\n'.repeat(textOf(span).split('\n').length - 1)}` };
}
