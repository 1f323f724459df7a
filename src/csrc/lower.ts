/** Ties the files of lowering together, and lowers whole units. */
import type { Unit } from '../program';
import type { Span } from '../base/source';
import { bug } from '../base/diagnostics';
import { bindLocal, lowerCall, lowerIntrinsic } from './lower-calls';
import { lowerPlace } from './lower-places';
import { lowerStatement } from './lower-statements';
import { lowerCondition } from './lower-conditions';
import { lowerEffect, lowerValue } from './lower-values';
import type { ProgramBuilder } from './lower-program';
import { UnitBuilder, type Lowering } from './lower-unit';
import { finishUnit } from './finish-unit';
import type { Block, FunctionSymbol } from './typed';

const lowering: Lowering = {
  value: lowerValue,
  effect: lowerEffect,
  condition: lowerCondition,
  place: lowerPlace,
  call: lowerCall,
  intrinsic: lowerIntrinsic,
  statement: lowerStatement,
};

/** A scenario text as a unit. */
export function lowerText(program: ProgramBuilder, name: string, block: Block): Unit {
  const unit = new UnitBuilder(program, lowering, name, undefined);
  return finish(unit, block, block.end);
}

/** A function as a unit of its own, run with one pointer. */
export function lowerHandler(program: ProgramBuilder, symbol: FunctionSymbol): Unit {
  const unit = new UnitBuilder(program, lowering, symbol.name, symbol);
  const body = program.bodyOf(symbol);
  const parameter = body.parameters[0];
  if (!parameter) throw bug(`handler ${symbol.name}`);
  const reg = unit.temporary(parameter.name, true);
  unit.raw.parameter = reg;
  unit.instance.scopes.push({ id: -1, frames: [] });
  unit.moveTo(symbol.span);
  bindLocal(unit, parameter, { exprs: [{ kind: 'reg', reg }] });
  return finish(unit, body.block, body.end);
}

function finish(unit: UnitBuilder, block: Block, end: Span): Unit {
  unit.moveTo(block.statements[0]?.span ?? end);
  unit.lowering.statement(unit, { ...block, span: end });
  unit.moveTo(end);
  unit.leaveScopes(0);
  unit.emit({ op: 'end' });
  return finishUnit(unit.raw);
}
