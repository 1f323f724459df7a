/** Units as text, for tests and debugging: one instruction a line, jump targets as numbers. */
import type { BinaryOp, Expr, Instr, Program, Unit } from '../program';

const precedence: Readonly<Record<BinaryOp, number>> = {
  '*': 10, '/': 10, '%': 10, '+': 9, '-': 9, '<<': 8, '>>': 8, '<': 7, '<=': 7, '>': 7, '>=': 7,
  '==': 6, '!=': 6, '&': 5, '^': 4, '|': 3,
}; // prettier-ignore

/** What names are taken from: registers and frames of a unit, globals of its program. */
type Names = { readonly program?: Pick<Program, 'globals' | 'types'>; readonly unit: Unit };

function printExpr(names: Names, expr: Expr, outer = 0): string {
  switch (expr.kind) {
    case 'const':
      return String(expr.value);
    case 'reg': {
      const name = names.unit.registers[expr.reg]?.name ?? '';
      return `%${name}#${expr.reg}`;
    }
    case 'global': {
      const global = names.program?.globals[expr.global];
      const path = global && names.program?.types[global.type]?.slots[expr.offset]?.path;
      const below = path === undefined || path === global?.name ? '' : `.${path}`;
      return `&${global?.name ?? `global${expr.global}`}${below === '' && expr.offset !== 0 ? `+${expr.offset}` : below}`;
    }
    case 'frame':
      return `&${names.unit.frames[expr.frame]?.name ?? ''}${expr.offset === 0 ? '' : `+${expr.offset}`}`;
    case 'cpu':
    case 'self':
      return expr.kind;
    case 'unary':
      return `${expr.op}${printExpr(names, expr.a, 11)}`;
    case 'binary': {
      const level = precedence[expr.op];
      const marks = `${expr.unsigned && ['<', '<=', '>', '>=', '/', '%', '>>'].includes(expr.op) ? 'u' : ''}${expr.wide ? 'w' : ''}`;
      const text = `${printExpr(names, expr.a, level)} ${expr.op}${marks} ${printExpr(names, expr.b, level + 1)}`;
      return level < outer ? `(${text})` : text;
    }
    case 'conditional': {
      const text = `${printExpr(names, expr.if, 1)} ? ${printExpr(names, expr.a, 1)} : ${printExpr(names, expr.b)}`;
      return outer > 0 ? `(${text})` : text;
    }
  }
}

/** Everything about an instruction but its place. */
export function printInstr(names: Names, instr: Instr): string {
  const e = (expr: Expr): string => printExpr(names, expr);
  const r = (reg: number): string => `%${names.unit.registers[reg]?.name ?? ''}#${reg}`;
  const at = (address: Expr, field: string): string => `[${e(address)}]${field === '' ? '' : ` ${field}`}`;
  const marked = (marking: string): string => (marking === 'plain' ? '' : `.${marking}`);
  switch (instr.op) {
    case 'set':
      return `${r(instr.dst)} = ${e(instr.value)}`;
    case 'jump':
      return `jump ${instr.to}`;
    case 'branch':
      return `branch ${e(instr.if)} ? ${instr.then} : ${instr.else}`;
    case 'load':
      return `${instr.dst.map(r).join(', ')} = load${marked(instr.marking)} ${at(instr.address, instr.field)}`;
    case 'store':
      return `store${marked(instr.marking)} ${at(instr.address, instr.field)} = ${instr.values.map(e).join(', ')}`;
    case 'rmw': {
      const results = [
        instr.old === undefined ? '' : `old ${r(instr.old)}`,
        instr.new === undefined ? '' : `new ${r(instr.new)}`,
        instr.success === undefined ? '' : `success ${r(instr.success)}`,
      ].filter((one) => one !== '');
      const expected = instr.expected ? ` if ${e(instr.expected)}` : '';
      const into = results.length > 0 ? ` -> ${results.join(', ')}` : '';
      return `${instr.fn}.${instr.order} ${at(instr.address, instr.field)} ${e(instr.operand)}${expected}${into}`;
    }
    case 'await': {
      const then = instr.then ? ` then ${instr.then.fn} ${e(instr.then.operand)}` : '';
      return `await ${at(instr.address, instr.field)} ${instr.compare} ${e(instr.value)}${then}`;
    }
    case 'fence':
      return `fence ${instr.fence}`;
    case 'acquire': {
      const into = instr.dst === undefined ? '' : `${r(instr.dst)} = `;
      const how = instr.how === 'try' ? 'try-' : '';
      const nested = instr.subclass === 0 ? '' : ` nested ${instr.subclass}`;
      return `${into}${how}acquire ${instr.lock} ${instr.mode} ${at(instr.address, instr.field)}${nested}`;
    }
    case 'release':
      return `release ${instr.lock} ${instr.mode} ${at(instr.address, instr.field)}`;
    case 'downgrade':
      return `downgrade ${at(instr.address, instr.field)}`;
    case 'wait':
      return `wait ${instr.lock} ${at(instr.address, instr.field)}`;
    case 'complete':
      return `complete${instr.all ? '-all' : ''} ${at(instr.address, instr.field)}`;
    case 'is-locked':
    case 'held':
      return `${r(instr.dst)} = ${instr.op} ${instr.lock} ${at(instr.address, instr.field)}`;
    case 'rcu':
      return `rcu ${instr.what}`;
    case 'call-rcu':
      return `call-rcu unit ${instr.handler} (${e(instr.argument)})`;
    case 'ipi':
      return `ipi ${e(instr.mask)} unit ${instr.handler} (${e(instr.argument)})${instr.wait ? ' wait' : ''}`;
    case 'irq':
      return `${instr.dst === undefined ? '' : `${r(instr.dst)} = `}irq ${instr.what}${instr.value ? ` ${e(instr.value)}` : ''}`;
    case 'preempt':
      return `preempt ${instr.what}`;
    case 'pte-map':
      return `pte-map ${instr.delta}`;
    case 'alloc':
      return `${r(instr.dst)} = alloc ${names.program?.types[instr.type]?.name ?? instr.type}`;
    case 'free':
      return `free ${names.program?.types[instr.type]?.name ?? instr.type} ${e(instr.address)}`;
    case 'frame-end':
      return `frame-end ${names.unit.frames[instr.frame]?.name ?? instr.frame}`;
    case 'choose':
      return `${r(instr.dst)} = choose ${e(instr.count)}${instr.inject === undefined ? '' : ` ${instr.inject}`}`;
    case 'assume':
      return `assume ${e(instr.if)}`;
    case 'check-index':
      return `check-index ${e(instr.index)} < ${instr.count}`;
    case 'report':
      return `report ${instr.what}`;
    case 'reach':
      return `reach ${instr.label}`;
    case 'limit':
      return `limit ${instr.what}`;
    case 'end':
    case 'might-sleep':
    case 'progress':
      return instr.op;
  }
}

/** The unit, numbered; with `places`, each line ends with where it comes from. */
export function printUnit(program: Program, unit: Unit, places = false): string {
  const width = String(unit.code.length - 1).length;
  return unit.code
    .map((instr, pc) => {
      const text = `${String(pc).padStart(width)}  ${printInstr({ program, unit }, instr)}`;
      const place = program.places[instr.at];
      return places && place ? `${text.padEnd(72)} ; ${place.function} ${place.file}:${place.line}` : text;
    })
    .join('\n');
}
