/** Structural sanity of a program, for tests: what the engine takes for granted. */
import { visitOperands, visitRegs, visitWritten, type Expr, type Program, type Unit } from '../program';

/** What is wrong, one sentence each; empty for a sane program. */
export function validate(program: Program): readonly string[] {
  const wrong: string[] = [];
  const check = (ok: boolean, what: string): void => {
    if (!ok) wrong.push(what);
  };
  const unitExists = (unit: number): boolean => program.units[unit] !== undefined;
  for (const thread of program.threads) check(unitExists(thread.unit), `thread ${thread.name} has no unit`);
  for (const [id, global] of program.globals.entries()) {
    const slots = program.types[global.type]?.slots.length;
    check(
      slots === global.initial.length,
      `global ${id} ${global.name}: ${global.initial.length} values for ${slots} slots`,
    );
  }
  for (const [id, place] of program.places.entries()) {
    check(place.caller === undefined || place.caller < id, `place ${id}: its caller comes later`);
  }
  for (const unit of program.units) checkUnit(program, unit, check);
  return wrong;
}

function checkUnit(program: Program, unit: Unit, check: (ok: boolean, what: string) => void): void {
  const inCode = (pc: number): boolean => pc >= 0 && pc < unit.code.length;
  const last = unit.code[unit.code.length - 1];
  check(last?.op === 'end' || last?.op === 'jump' || last?.op === 'branch', `${unit.name} runs off its end`);
  check(unit.parameter === undefined || unit.registers[unit.parameter]?.pointer === true, `${unit.name}: parameter`);
  for (const [pc, instr] of unit.code.entries()) {
    const at = `${unit.name}:${pc} ${instr.op}`;
    const registerExists = (reg: number): void => check(unit.registers[reg] !== undefined, `${at}: register ${reg}`);
    check(program.places[instr.at] !== undefined, `${at}: place ${instr.at}`);
    visitWritten(instr, registerExists);
    visitOperands(instr, (expr) => {
      visitRegs(expr, registerExists);
      checkAddresses(program, unit, expr, at, check);
    });
    switch (instr.op) {
      case 'jump':
        check(inCode(instr.to), `${at}: to ${instr.to}`);
        break;
      case 'branch':
        check(inCode(instr.then) && inCode(instr.else), `${at}: to ${instr.then} or ${instr.else}`);
        break;
      case 'call-rcu':
      case 'ipi':
        check(program.units[instr.handler]?.parameter !== undefined, `${at}: handler ${instr.handler}`);
        break;
      case 'alloc':
      case 'free':
        check(program.types[instr.type] !== undefined, `${at}: type ${instr.type}`);
        break;
      case 'load':
        check(instr.dst.length > 0 && new Set(instr.dst).size === instr.dst.length, `${at}: destinations`);
        break;
      case 'frame-end':
        check(unit.frames[instr.frame] !== undefined, `${at}: frame ${instr.frame}`);
        break;
      case 'reach':
        check(program.reachLabels.includes(instr.label), `${at}: label ${instr.label}`);
        break;
      default:
        break;
    }
  }
}

function checkAddresses(
  program: Program,
  unit: Unit,
  expr: Expr,
  at: string,
  check: (ok: boolean, what: string) => void,
): void {
  switch (expr.kind) {
    case 'global':
      check(program.globals[expr.global] !== undefined, `${at}: global ${expr.global}`);
      return;
    case 'frame':
      check(unit.frames[expr.frame] !== undefined, `${at}: frame ${expr.frame}`);
      return;
    case 'unary':
      checkAddresses(program, unit, expr.a, at, check);
      return;
    case 'binary':
      checkAddresses(program, unit, expr.a, at, check);
      checkAddresses(program, unit, expr.b, at, check);
      return;
    case 'conditional':
      checkAddresses(program, unit, expr.if, at, check);
      checkAddresses(program, unit, expr.a, at, check);
      checkAddresses(program, unit, expr.b, at, check);
      return;
    case 'const':
    case 'reg':
    case 'cpu':
    case 'self':
      return;
  }
}
